// The timeline of an order beside any screen: whoever shows an order's id puts "account/orderId" into the address (order=...), and it opens there. To amend, one
// goes to the blotter, where the order's row is.

import { go, hrefOf, useRoute } from "../app/routes.ts"
import { OrderDrawer } from "./timeline/order-drawer.tsx"
import { OrderDeskPlace } from "./use-order-desk.tsx"
import { useSteps } from "./use-order-lists.ts"
import { orderHref } from "./use-orders-route.ts"

export function OrderAside() {
  const { query } = useRoute()
  if (query.order === undefined) return null
  return (
    <OrderDeskPlace>
      <Aside orderKey={query.order} />
    </OrderDeskPlace>
  )
}

function Aside({ orderKey }: { readonly orderKey: string }) {
  const { screen, part, query } = useRoute()
  const stepsOf = useSteps()
  return (
    <OrderDrawer
      orderKey={orderKey}
      stepsOf={stepsOf}
      onClose={() => go(hrefOf(screen, part, { ...query, order: undefined }), { replace: true })}
      onAmend={({ key }) => go(orderHref(key))}
    />
  )
}
