package ledger

import (
	"time"

	"woshou/data"
)

// Uplink is the township as a device of its county: whom it sends to, as whom, and
// how far that has come.
type Uplink struct {
	// Address is the county's, Pin its certificate authority's.
	Address string
	Pin     data.Hash
	// Key is the township's own Ed25519 private key for the county.
	Key    []byte
	Device data.DeviceID
	// Village is the name that the county gave the township.
	Village VillageID
	// Epoch, Head and HeadHash are the township's own chain, Acked how far the county
	// has it.
	Epoch    data.Epoch
	Head     uint64
	HeadHash data.Hash
	Acked    uint64
	// Server, GSN and Digest are the cursor in the county's stream.
	Server data.Epoch
	GSN    uint64
	Digest data.Hash
	// LastOK and LastTry are times by the township's clock; Problem is a stable code
	// for what is wrong, empty when nothing is.
	LastOK  time.Time
	LastTry time.Time
	Problem string
}

// UplinkReader reads the township's link to its county.
type UplinkReader interface {
	// Uplink returns it; data.ErrNotFound where there is no county.
	Uplink() (Uplink, error)
	// OwnEvents returns the events of the township's own chain of an epoch after a
	// seq, in order, about maxBytes of them, but at least one.
	OwnEvents(e data.Epoch, after uint64, maxBytes int) ([][]byte, error)
	// Dirty returns cases whose rows the own chain does not have yet, at most limit.
	Dirty(limit int) ([]data.CaseID, error)
}

// UplinkWriter writes it.
type UplinkWriter interface {
	PutUplink(u Uplink) error
	// AppendOwn puts an event at the end of the own chain of an epoch. A seq that is
	// there is ErrExists, one after a gap data.ErrNotFound.
	AppendOwn(e data.Epoch, seq uint64, event []byte) error
	MarkDirty(id data.CaseID) error
	ClearDirty(id data.CaseID) error
}
