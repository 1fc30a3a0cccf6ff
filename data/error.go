package data

import (
	"errors"
	"fmt"
)

// The decisions a caller may have to take. Everything else is a sentence.
var (
	// ErrNotFound says that no record has this ID.
	ErrNotFound = errors.New("no such record")
	// ErrDestroyed says that a case's content was destroyed when its time was over.
	ErrDestroyed = errors.New("content was destroyed")
	// ErrLocked says that another program on this computer holds the file.
	ErrLocked = errors.New("already open on this computer")
	// ErrNewer says that a newer version of the program wrote the file or message.
	ErrNewer = errors.New("written by a newer version of the program")
	// ErrDamaged says that stored bytes are not what was written.
	ErrDamaged = errors.New("stored data is damaged")
	// ErrPassword says that no wrapped key opens with this password or recovery key.
	ErrPassword = errors.New("wrong password or recovery key")
	// ErrChanged says that the record changed since the caller read it.
	ErrChanged = errors.New("changed since it was opened")
)

// Invalid says which input field is wrong and why, as a stable code the desk explains.
type Invalid struct{ Field, Code string }

// Error names the field and the code, never the value: values are personal data.
func (e *Invalid) Error() string { return fmt.Sprintf("%s: %s", e.Field, e.Code) }

func invalid(field, code string) error { return &Invalid{Field: field, Code: code} }

// Refused says that a move of the life cycle is not allowed now, and why.
// Code is stable; the desk turns it into a sentence. Element names the part of
// the case that stands in the way, if one does.
type Refused struct {
	Move    Move
	Code    string
	Element ElementID
}

// Error names the move and the reason's code.
func (e *Refused) Error() string { return fmt.Sprintf("%s refused: %s", e.Move, e.Code) }
