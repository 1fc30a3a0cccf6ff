// Package search finds cases in memory by what somebody types: part of a name, its
// pinyin or initials, the end of an identity number, any words of a case's texts. It
// knows nothing of files, keys or screens.
package search
