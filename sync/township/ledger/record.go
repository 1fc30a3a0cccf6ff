package ledger

import (
	"crypto/sha256"
	"slices"
	"time"

	"woshou/data"
)

// VillageID names a village on this server.
type VillageID string

// Village is a village, or another place with a mediation committee; on a county's server
// also a township, and each of a township's villages.
type Village struct {
	ID   VillageID
	Name string
	// Area is the 12-digit area code, unique among those that enrol at a server, and among
	// the villages of one township.
	Area string
	// Epoch begins a new life of the village's stream; it is zero until the stream is
	// found to be an older one than a device has read. Of a township's village it is the
	// life of its stream at the township, as the last rows named it.
	Epoch data.Epoch
	// Lives are the lives of the stream that its computers heard of, the last few of them.
	Lives []data.Epoch `json:",omitempty"`
	// Town says that this is a township: its devices are its server, which sends the rows
	// of its villages.
	Town bool `json:",omitempty"`
	// Of is the township whose village this is; it has no stream of its own. Since is where
	// in the township's stream the life in Epoch began.
	Of    VillageID `json:",omitempty"`
	Since uint64    `json:",omitempty"`
	// Differs is what a township's server and this one found to differ, nil for nothing.
	Differs *Differs `json:",omitempty"`
	// The rest changes with every exchange; a store keeps it apart.

	// GSN is the number of the last entry of its stream; of a township's village, the last
	// of the township's that changed its rows.
	GSN uint64 `json:"-"`
	// Heard is when one of its devices last made an exchange, by the server's clock.
	Heard time.Time `json:"-"`
	// Cases and Sum are the number and the sum of its fact rows, of a township those of all
	// its villages.
	Cases int          `json:"-"`
	Sum   data.FactSum `json:"-"`
}

// Differs is where the rows of a village or of a township's villages differ from those here.
type Differs struct {
	At    time.Time
	Cases []DifferentCase
}

// DifferentCase is a case whose row differs.
type DifferentCase struct {
	// Area is the code of the township's village, empty for the village itself.
	Area string
	Case data.CaseID
	// Here and There say who has a row.
	Here, There bool
}

// Life names this life of the village's stream on a server of an epoch: its cursors are
// good only in it.
func (v *Village) Life(server data.Epoch) (life data.Epoch) {
	if v.Epoch == (data.Epoch{}) {
		return server
	}
	sum := sha256.Sum256(append(server[:], v.Epoch[:]...))
	copy(life[:], sum[:])
	return life
}

// mostLives is how many lives are kept: who names an older one costs a new life.
const mostLives = 16

// Hear notes lives of the stream that a computer hears of.
func (v *Village) Hear(lives ...data.Epoch) {
	for _, life := range lives {
		if life != (data.Epoch{}) && !slices.Contains(v.Lives, life) {
			v.Lives = append(v.Lives, life)
		}
	}
	v.Lives = v.Lives[max(0, len(v.Lives)-mostLives):]
}

// Device is a computer bound to one village.
type Device struct {
	ID      data.DeviceID
	Village VillageID
	// Key is its Ed25519 public key, 32 bytes.
	Key      []byte
	Enrolled time.Time
	// Committee is the name on the seal that it gave when it enrolled.
	Committee string
	Revoked   time.Time
	// Report changes with every exchange; a store keeps it apart.
	Report Report `json:"-"`
}

// Report is what a device last said about itself.
type Report struct {
	At time.Time
	// Waiting counts the events that it had yet to send, Behind those of its
	// village that it had yet to receive.
	Waiting, Behind int
	// Digest and Cases are its own totals check, Same whether it was the server's.
	Digest data.Hash
	Cases  int
	Same   bool
}

// Code allows one computer to enrol once.
type Code struct {
	// Selector finds the code and is no secret; Digest is SHA-256 of the secret.
	Selector string
	Digest   data.Hash
	Village  VillageID
	Expires  time.Time
	// Stick says that it is good for a file that a clerk takes in, and not over the line.
	Stick bool `json:",omitempty"`
	// Tries counts the wrong answers given for it.
	Tries int
	// UsedBy is the device that enrolled with it.
	UsedBy data.DeviceID
}

// Chain names the log of one device in one epoch.
type Chain struct {
	Device data.DeviceID
	Epoch  data.Epoch
}

// Head is the end of a chain.
type Head struct {
	Seq  uint64
	Hash data.Hash
}

// Entry is one event in a village's stream.
type Entry struct {
	Village VillageID
	GSN     uint64
	Chain   Chain
	Seq     uint64
	// Hash is the chain's hash after this event.
	Hash data.Hash
	// Digest is the stream's digest up to here; Append computes it.
	Digest   data.Hash
	Subject  data.CaseID
	Received time.Time
	// Reason says why the event has no effect on totals; empty when it has.
	Reason Reason
	// Event is the bytes as they came.
	Event []byte
}

// Reason is a stable code for why an event has no effect.
type Reason string

// The reasons. A refused event is linked into its chain and held, and reaches no
// other device; it is no part of the stream.
const (
	// ReasonRepeat is an event whose uid has had its effect.
	ReasonRepeat Reason = "repeat"
	// ReasonLate is an event with a lower fence than its case has reached.
	ReasonLate Reason = "late"
	// ReasonFacts is an event whose fact row cannot be read or is of another case.
	ReasonFacts Reason = "facts"
	// ReasonUnreadable is bytes that are no event.
	ReasonUnreadable Reason = "unreadable"
	// ReasonWriter is an event that names another device or epoch as its writer.
	ReasonWriter Reason = "writer"
	// ReasonOwner is an event about a case of another village.
	ReasonOwner Reason = "owner"
	// ReasonFork is an event that contradicts the chain, held in quarantine.
	ReasonFork Reason = "fork"
	// ReasonRevoked is an event of a revoked device, held in quarantine.
	ReasonRevoked Reason = "revoked"
)

// Held is an event that was refused or is in quarantine: kept, without effect.
type Held struct {
	Village  VillageID
	Chain    Chain
	Seq      uint64
	Hash     data.Hash
	Received time.Time
	Reason   Reason
	Event    []byte
}

// Case is what the server knows of a case.
type Case struct {
	ID      data.CaseID
	Village VillageID
	// Fence is the highest fence of its events, GSN the event that wrote Row, Last
	// the last one about it. Of a township's case Fence is where in the village's stream at
	// the township the row was written, and Last is 0.
	Fence uint64
	GSN   uint64
	Last  uint64
	// Row is the encoded fact row, empty while there is none.
	Row []byte
}

// Role is what an account may do: a stable code.
type Role string

// The roles. An administrator may do everything; a clerk sees totals and cases,
// works on what was handed up and makes enrolment codes; a reader sees the totals;
// a county reader sees the totals and how they compare.
const (
	RoleAdmin  Role = "admin"
	RoleClerk  Role = "clerk"
	RoleReader Role = "reader"
	RoleCounty Role = "county"
)

// Account is a person who may open the pages.
type Account struct {
	Name string
	// Role is empty in records older than the roles, which are administrators'.
	Role Role
	// Disabled says that it may not log in; an account is never removed, because
	// the audit trail names it.
	Disabled bool
	// Hash is the password's, in PHC form.
	Hash string
	// Change says that the password must be changed before anything else.
	Change bool
	// Failed counts wrong passwords since the last right one; Locked is until when
	// none is tried.
	Failed int
	Locked time.Time
}

// Session is a browser that has logged in.
type Session struct {
	// ID is the digest of the cookie's secret, in hexadecimal.
	ID      string
	Account string
	// Token stands in every form, against forged requests.
	Token string
	Begun time.Time
	Seen  time.Time
}

// Act is one line of the audit trail.
type Act struct {
	At time.Time
	// Who is an account's name, or a device's ID.
	Who string
	// What is a stable code, Object what it was done to.
	What   string
	Object string
}
