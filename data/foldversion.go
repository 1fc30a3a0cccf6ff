package data

// FoldVersion counts the changes of what Apply knows and does: it rises with every new field of
// Case or Committee. A case that was folded by an older program, and has fields in Extra
// that are known now, or items, is folded anew.
const FoldVersion = 6
