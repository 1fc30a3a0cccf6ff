package data

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/hex"
)

// CaseID names a case for ever, on every computer; it is no part of the paper
// number. The zero CaseID stands for the committee's own record.
type CaseID [16]byte

// CommitteeID is the subject of the events that change the committee's record.
var CommitteeID CaseID

// NewCaseID returns a random CaseID.
func NewCaseID() (id CaseID) {
	fillRandom(id[:])
	return id
}

// ParseCaseID reads the hexadecimal form; *Invalid for anything else.
func ParseCaseID(s string) (id CaseID, err error) {
	err = id.UnmarshalText([]byte(s))
	return id, err
}

// String returns 32 hexadecimal digits.
func (id CaseID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText is String.
func (id CaseID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (id *CaseID) UnmarshalText(b []byte) error {
	if len(b) != 2*len(id) {
		return invalid("case", "id.length")
	}
	if _, err := hex.Decode(id[:], b); err != nil {
		return invalid("case", "id.digits")
	}
	return nil
}

// UID names an event for ever; an event appended a second time under a new
// epoch keeps it.
type UID [16]byte

// DeviceID names one computer.
type DeviceID [16]byte

// Epoch names one unbroken life of a device's log. It changes at enrolment, at
// every restore, and when a fork is found.
type Epoch [8]byte

// NewUID returns a random UID.
func NewUID() (id UID) {
	fillRandom(id[:])
	return id
}

// NewDeviceID returns a random DeviceID.
func NewDeviceID() (id DeviceID) {
	fillRandom(id[:])
	return id
}

// NewEpoch returns a random Epoch.
func NewEpoch() (e Epoch) {
	fillRandom(e[:])
	return e
}

// String returns the hexadecimal form.
func (id UID) String() string { return hex.EncodeToString(id[:]) }

// String returns the hexadecimal form.
func (id DeviceID) String() string { return hex.EncodeToString(id[:]) }

// String returns the hexadecimal form.
func (e Epoch) String() string { return hex.EncodeToString(e[:]) }

// ElementID names one element of a list inside a record: a party, a session, a
// clause. It is unique within its record and never reused.
type ElementID string

var elementCode = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewElementID returns a random ElementID of 16 letters and digits.
func NewElementID() ElementID {
	var b [10]byte
	fillRandom(b[:])
	return ElementID(elementCode.EncodeToString(b[:]))
}

func fillRandom(b []byte) {
	// crypto/rand.Read never fails on the systems Go supports; it ends the program instead.
	_, _ = rand.Read(b)
}
