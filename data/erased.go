package data

// KindErased is the kind of the event by which a computer says that it has destroyed a
// case's key. It has no body and no fact row. Who keeps the key or files of the case for
// the village - the township - removes them.
const KindErased = "erased"
