package ledger

import (
	"time"

	"woshou/data"
)

// HandUp is a case that a village handed up to the township.
type HandUp struct {
	Village VillageID
	Case    data.CaseID
	// ID is the uid of the event that handed it up, Fence that event's, GSN its place
	// in the village's stream.
	ID       data.UID
	Fence    uint64
	GSN      uint64
	Received time.Time
	State    HandUpState
	// Sealed is what the village sent, readable with the township's key only.
	Sealed []byte
	// Reason is what the township answered, sealed to the township itself, By the account that did, Answered when.
	Reason   string
	By       string
	Answered time.Time
}

// HandUpState is a stable code for what became of a hand-up; empty is not answered.
type HandUpState string

// HandUpReader reads what was handed up.
type HandUpReader interface {
	HandUp(v VillageID, id data.UID) (HandUp, error)
	// HandUps returns the newest hand-ups by the time they were received, at most
	// limit.
	HandUps(limit int) ([]HandUp, error)
}

// HandUpWriter writes it; a record with the same village and ID is replaced.
type HandUpWriter interface {
	PutHandUp(h HandUp) error
}
