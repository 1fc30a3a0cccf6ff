// Package store keeps a village's record on disk: one bbolt file that holds the
// event logs, the state of every case and the keys, all sealed. It acknowledges a
// save when the disk has it, answers lists and searches from memory, and is what
// the link reads from and appends to. FORMAT.md beside this file says what the
// bytes are. It knows no window, no paper and no network.
package store
