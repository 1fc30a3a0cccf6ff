package data

import "strings"

// Look is one time that someone was shown what the record keeps covered: sensitive
// evidence, a whole identity number or telephone number.
type Look struct {
	ID ElementID `json:"id,omitzero"`
	By ElementID `json:"by,omitzero"`
	// At is Unix seconds of the wall clock of the computer.
	At int64 `json:"at,omitzero"`
	// Element is the party or the piece of evidence that was looked at.
	Element ElementID `json:"element,omitzero"`
}

// LookedKind is the kind of the event that notes a look.
const LookedKind = "looked"

// IsLook reports whether a change does no more than note a look; a user who may only
// read makes such changes too.
func (c Change) IsLook() bool { return strings.HasPrefix(c.Path, "looks.") && c.Base == "" }
