// Package ledger is what a township's server must remember: villages and their
// devices, the stream of events of each village, the fact row of each case, the
// codes for enrolment, the people who may open its pages, and what was done. It
// holds the contract and the values; a store keeps them (package bolt on one
// machine; a relational database fits the same contract: every method is one
// plain statement, every transaction one BEGIN and COMMIT). It knows no wire, no
// page and no rule of the exchange.
package ledger

import (
	"context"
	"errors"
	"time"

	"woshou/data"
)

// ErrExists says that a record is there already and may not be written again.
var ErrExists = errors.New("already recorded")

// Ledger is the store of a township. Its methods may be called from many
// goroutines.
type Ledger interface {
	// View runs f on one consistent snapshot and returns f's error.
	View(ctx context.Context, f func(Reader) error) error
	// Update runs f in one transaction, alone or as if alone. When it returns nil
	// everything f wrote is durable; when it returns an error nothing of it is
	// there. f may be run again and must change nothing outside the transaction.
	Update(ctx context.Context, f func(Tx) error) error
	// Close ends the store; what runs is finished first.
	Close() error
}

// Reader is what can be asked inside a transaction. A record that is not there
// is data.ErrNotFound; values returned stay valid after the transaction.
type Reader interface {
	PlaceReader
	StreamReader
	CaseReader
	TallyReader
	HandUpReader
	UplinkReader
	DeskReader
}

// Tx is a transaction that may write.
type Tx interface {
	Reader
	PlaceWriter
	StreamWriter
	CaseWriter
	TallyWriter
	HandUpWriter
	UplinkWriter
	DeskWriter
}

// PlaceReader reads the server's epoch, villages, devices and codes.
type PlaceReader interface {
	// Epoch returns the server's epoch.
	Epoch() (data.Epoch, error)
	Village(id VillageID) (Village, error)
	// Villages returns all villages by area code.
	Villages() ([]Village, error)
	Device(id data.DeviceID) (Device, error)
	// Devices returns all devices by the time of enrolment.
	Devices() ([]Device, error)
	Code(selector string) (Code, error)
	// Codes returns all codes, the one that expires last first.
	Codes() ([]Code, error)
}

// PlaceWriter writes them; a record with the same key is replaced.
type PlaceWriter interface {
	SetEpoch(e data.Epoch) error
	PutVillage(v Village) error
	PutDevice(d Device) error
	PutCode(c Code) error
	DeleteCode(selector string) error
}

// StreamReader reads chains, streams and what was set aside.
type StreamReader interface {
	// Head returns the end of a chain, the zero Head for one that has not begun.
	Head(c Chain) (Head, error)
	// HashAt returns the hash of a chain at seq; data.ErrNotFound beyond its head.
	HashAt(c Chain, seq uint64) (data.Hash, error)
	// HasUID reports whether an event of this uid has had its effect in a village.
	HasUID(v VillageID, uid data.UID) (bool, error)
	// Stream returns the entries of a village with a gsn above after, in order, at
	// most limit of them and about maxBytes of events, but at least one.
	Stream(v VillageID, after uint64, limit, maxBytes int) ([]Entry, error)
	// DigestAt returns the digest of a village's stream up to gsn, zeros for 0;
	// data.ErrNotFound beyond its end. D(g) is SHA-256 of D(g-1) and entry g's hash.
	DigestAt(v VillageID, gsn uint64) (data.Hash, error)
	// EntriesOf returns all entries of a village's stream about one case, in order.
	EntriesOf(v VillageID, subject data.CaseID) ([]Entry, error)
	// Held returns the newest entries that were set aside, at most limit.
	Held(limit int) ([]Held, error)
	// HeldBytes returns how many bytes of a device's events are set aside.
	HeldBytes(d data.DeviceID) (int64, error)
}

// StreamWriter appends. What does not follow the last one is ErrExists where it
// would write twice, data.ErrNotFound where it would leave a gap.
type StreamWriter interface {
	// Link moves the head of a chain by one: h.Seq must be the head's plus 1.
	Link(c Chain, h Head) error
	// Append links an entry and puts it at the end of its village's stream, with its
	// digest: e.GSN must be the last one's plus 1. The records of its village and its
	// case are the caller's to write.
	Append(e Entry) error
	// MarkUID records that the event of this uid has had its effect.
	MarkUID(v VillageID, uid data.UID) error
	// Hold sets an event aside; the same bytes at the same place a second time
	// change nothing and report false.
	Hold(h Held) (bool, error)
}

// CaseReader reads what is known of cases.
type CaseReader interface {
	Case(id data.CaseID) (Case, error)
	// Cases returns the cases of a village that have a fact row, by case ID.
	Cases(v VillageID) ([]Case, error)
	// Newest returns the cases of a village that have an event, also those without a
	// row, by their last event, the newest first: those whose Last is below before, or
	// from the newest on where before is 0; at most limit.
	Newest(v VillageID, before uint64, limit int) ([]Case, error)
	// Key returns the sealed key of a village's case.
	Key(v VillageID, id data.CaseID) ([]byte, error)
}

// CaseWriter writes it; a record with the same key is replaced.
type CaseWriter interface {
	PutCase(c Case) error
	PutKey(v VillageID, id data.CaseID, key []byte) error
}

// DeskReader reads the people who may open the pages, and what was done.
type DeskReader interface {
	Account(name string) (Account, error)
	// Accounts returns all accounts by name.
	Accounts() ([]Account, error)
	Session(id string) (Session, error)
	// Acts returns the newest acts, at most limit.
	Acts(limit int) ([]Act, error)
}

// DeskWriter writes them; a record with the same key is replaced.
type DeskWriter interface {
	PutAccount(a Account) error
	PutSession(s Session) error
	DeleteSession(id string) error
	// DeleteSessions ends the sessions of an account, or, with an empty name, those
	// of any account that began before a time.
	DeleteSessions(account string, before time.Time) error
	AddAct(a Act) error
}
