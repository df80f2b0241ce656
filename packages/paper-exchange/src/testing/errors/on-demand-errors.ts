// Documented errors that no call brings about here by itself, each with why. They can all be had on demand: the faults
// unknown-code (a request), unknown-item-code (an item of it) and login-refused (a login) answer with any code they are given.

export interface OnDemand {
  readonly why: string
  /** Codes, and ranges written "from-to", by blanks. */
  readonly codes: string
}

export const ON_DEMAND: readonly OnDemand[] = [
  {
    why: "a state that customer service, risk control or the law puts an account, a currency or a symbol into",
    codes:
      "50007-50009 50012 50027-50029 50032 50033 50041 50051 50052 50059 50060 50075 51009 51024 51087 51155 54072 54073 54092 54094",
  },
  {
    why: "frozen for the seconds of a deleveraging, liquidation, settlement or delivery, which are done at once here",
    codes: "50017-50023 51028 51030",
  },
  {
    why: "an endpoint, site or server out of order, or another environment, of which this exchange has none",
    codes: "50005 50038 50040 50046 50053 50062 50101 50108 50109 50118 50121 52000",
  },
  {
    why: "services beside trading that are not offered: brokers, keys of sub-accounts, the funding account, credits, resets, statements",
    codes:
      "50010 50030 50035 50042 50044 50045 50047 50055-50058 50063 50064 50067 50076 50077 50116 50122 51604-51608 51610 51611 51620 51621 58350 59200 59506",
  },
  {
    why: "options, market maker protection and the lock of its mass cancel",
    codes: "50050 51018 51019 51034-51036 51042 51177 51536 54008",
  },
  {
    why: "portfolio margin, collateral choices and automatic loans",
    codes: "50048 50069 50072 51017 51037 51038 51041 51209-51213 51332 54001 54024-54028 54035 54075",
  },
  {
    why: "auctions and pre-market phases of a listing",
    codes: "51031 51110 51124 51196 51197 51404 51505 51507 51508 54005 54006 54009 54011 54018 54019 54074",
  },
  {
    why: "Nitro Spread, RPI and ELP programmes, lead trading, bots, quick margin, margin moved by hand, speed bumps",
    codes: "51078 51099 51288 51294 51309 51310 51313 51320-51326 51401 51402 51509 51510 51525 54039-54049 54071",
  },
  {
    why: "iceberg and sweep orders of before, which OKX no longer takes; 51251 says so here",
    codes: "51253-51256 51262 51267 51268 51271 51272",
  },
  {
    why: "another code says the same here: 50016 for what excludes each other, 51000 and 50014 for parameters, 51001 for unknown names, 51016 for known ids, 51020 for small and 51005, 51201, 51202, 51252 for large sizes, 51006 for prices, 51174 and 51260 to 51263 for counts, 50011 for frequency, 51008 and 51131 for funds, 51148 for what reduces too much, 51257 for callbacks, 51527 and 51531 for stops, 51503 for what is done, 51603 for unknown orders, 50015 for state or id",
    codes:
      "50024 50071 51011 51012 51014 51063 51098 51102-51104 51113 51116 51119 51120 51122 51125-51127 51134-51138 51150 51203 51250 51273 51276 51299 51311 51312 51329 51331 51333 51407-51409 51526 51528-51530 51532 51601 51602 54036",
  },
  {
    why: "a resting order that only reduces is cut down or cancelled at once with its position, so there is none to amend",
    codes: "51521 51522",
  },
  {
    why: "limits on open interest and on sums over families and users, which single accounts on paper do not meet",
    codes: "51105-51108 51117 51186 51187 54030 54031",
  },
  {
    why: "what is allowed here: paging by time with before, tiers of every pair, triggers in every mode and for margin",
    codes: "50039 50049 51298 51317 54000",
  },
  {
    why: "what no request to this exchange can say: an underlying beside an instrument, a type or state that it does not have",
    codes: "51002 51026 51123 51403 51405 51413 51600 54004 54007",
  },
  {
    why: "an empty side of a book refuses no order here: it is accepted and cancelled, as a limit order at the band would be",
    codes: "51109 51140 51142",
  },
  {
    why: "logins of several accounts at once and repeated ones are taken, and no tokens are given out; 60018 stands for 60008",
    codes: "60008 60023 60026 60030 60031",
  },
  {
    why: "within a range of the reference, or of old captures, without an entry in OKX's own tables",
    codes: "50117 51045 51097 51266 51301 51314-51316 51318 51319 51609 51612-51619 54051 54084 54085",
  },
]

export function codesOf({ codes }: OnDemand): string[] {
  return codes.split(" ").flatMap((part) => {
    const [first = "", last = first] = part.split("-")
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => String(Number(first) + at))
  })
}
