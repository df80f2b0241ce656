// A value while it is made: optional fields are set one by one where they are known. Spreading them into a literal costs many times as much, which tells on what
// every order and event goes through.

/** The same fields, not yet read-only. Nobody else sees it before it is whole. */
export type Draft<Value> = { -readonly [Field in keyof Value]: Value[Field] }
