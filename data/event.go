package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// Hash links an event to the one before it: SHA-256 of the previous hash and the
// event's own bytes. EventVersion names the algorithm, so another can follow.
type Hash [32]byte

// String returns the hexadecimal form.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// EventVersion is the version of the encoding that this program writes.
const EventVersion = 1

// Limits of one event, in bytes.
const (
	MaxEvent  = 1 << 20
	maxHeader = 256
)

// Event is the immutable unit of save, audit, sync and backup. Once encoded its
// bytes are kept as they are and never encoded again.
type Event struct {
	Version int
	UID     UID
	Device  DeviceID
	Epoch   Epoch
	// Seq counts 1, 2, 3 ... within (Device, Epoch); Prev is the hash before it.
	Seq  uint64
	Prev Hash
	// Author is the mediator's element ID, At the wall clock in Unix seconds:
	// shown to people, never used to decide anything.
	Author ElementID
	At     int64
	// Kind names the act, for example "accept"; an unknown one is carried untouched.
	Kind    string
	Subject CaseID
	// Fence rises with every hand-up and return of the case.
	Fence uint64
	// Facts is the case's encoded fact row after this event, readable by the
	// township; empty when the event concerns no case. Body is sealed.
	Facts []byte
	Body  []byte
	// Opened is an encoded Opened: what a hand-up shows the township, and nobody else.
	Opened []byte
	// Place is an encoded FactPlace: whose rows a township sends its county in Facts.
	Place []byte
	// More is the fields of a newer program, as they were encoded: an event that is
	// appended to another chain keeps them.
	More []byte
}

// The fields of an encoded event. A number is never reused.
const (
	tagUID = iota + 1
	tagDevice
	tagEpoch
	tagSeq
	tagPrev
	tagAuthor
	tagAt
	tagKind
	tagSubject
	tagFence
	tagFacts
	tagBody
	tagOpened
	tagPlace
)

// Encode returns the event's bytes: the version, then fields as (number, length,
// bytes) in rising order. Unknown numbers are skipped by older programs.
func (e *Event) Encode() []byte {
	w := tagWriter{binary.AppendUvarint(nil, uint64(e.Version))}
	w.bytes(tagUID, e.UID[:])
	w.bytes(tagDevice, e.Device[:])
	w.bytes(tagEpoch, e.Epoch[:])
	w.uint(tagSeq, e.Seq)
	w.bytes(tagPrev, e.Prev[:])
	w.bytes(tagAuthor, []byte(e.Author))
	w.uint(tagAt, uint64(e.At))
	w.bytes(tagKind, []byte(e.Kind))
	w.bytes(tagSubject, e.Subject[:])
	w.uint(tagFence, e.Fence)
	w.bytes(tagFacts, e.Facts)
	w.bytes(tagBody, e.Body)
	w.bytes(tagOpened, e.Opened)
	w.bytes(tagPlace, e.Place)
	return append(w.out, e.More...)
}

// DecodeEvent reads an event of this or a newer version; fields it does not know
// are in More. Facts, Body, Opened and Place share b's memory. It returns an error wrapping
// ErrDamaged for anything else.
func DecodeEvent(b []byte) (Event, error) {
	var e Event
	if len(b) > MaxEvent {
		return e, fmt.Errorf("event of %d bytes: %w", len(b), ErrDamaged)
	}
	version, n := uvarint(b)
	if n <= 0 || version == 0 || version > 1<<16 {
		return e, fmt.Errorf("event version: %w", ErrDamaged)
	}
	e.Version = int(version)
	err := readTags(b[n:], func(tag uint64, v []byte) error { return e.field(tag, v) })
	if err == nil && (e.Seq == 0 || e.UID == UID{}) {
		err = ErrDamaged
	}
	if err != nil {
		return Event{}, fmt.Errorf("event: %w", err)
	}
	return e, nil
}

func (e *Event) field(tag uint64, v []byte) (err error) {
	if fixed := e.fixed(tag); fixed != nil {
		return exactly(fixed, v)
	}
	switch tag {
	case tagSeq:
		e.Seq, err = readUint(v)
	case tagFence:
		e.Fence, err = readUint(v)
	case tagAt:
		var at uint64
		at, err = readUint(v)
		e.At = int64(at)
	case tagAuthor:
		e.Author = ElementID(v)
	case tagKind:
		e.Kind = string(v)
	case tagFacts:
		e.Facts = v
	case tagBody:
		e.Body = v
	case tagOpened:
		e.Opened = v
	case tagPlace:
		e.Place = v
	default:
		more := tagWriter{e.More}
		more.bytes(tag, v)
		e.More = more.out
	}
	if err == nil && len(e.Kind)+len(e.Author) > maxHeader {
		err = ErrDamaged
	}
	return err
}

// fixed returns where a field of a fixed size goes, nil for another.
func (e *Event) fixed(tag uint64) []byte {
	switch tag {
	case tagUID:
		return e.UID[:]
	case tagDevice:
		return e.Device[:]
	case tagEpoch:
		return e.Epoch[:]
	case tagPrev:
		return e.Prev[:]
	case tagSubject:
		return e.Subject[:]
	}
	return nil
}

// Chain returns the hash of an event's bytes after the hash before it.
func Chain(prev Hash, event []byte) Hash {
	h := sha256.New()
	h.Write(prev[:])
	h.Write(event)
	return Hash(h.Sum(nil))
}

// Body is what an event says, before it is sealed.
type Body struct {
	Changes []Change `json:"c"`
}

// Change sets one field of a record, or one element of a list, to a value.
type Change struct {
	// Path is the field's place: names and element IDs joined by dots.
	Path string `json:"p"`
	// Value is JSON; null removes the element.
	Value json.RawMessage `json:"v"`
	// Base is the digest of the value its author saw, empty when there was none.
	Base string `json:"b,omitempty"`
}

// Encode returns the body's bytes, to be sealed.
func (b Body) Encode() ([]byte, error) { return json.Marshal(b) }

// DecodeBody reads an opened body; an error wraps ErrDamaged.
func DecodeBody(b []byte) (Body, error) {
	var body Body
	if err := json.Unmarshal(b, &body); err != nil {
		return Body{}, fmt.Errorf("event body: %w", ErrDamaged)
	}
	for _, c := range body.Changes {
		if c.Path == "" || len(c.Path) > 400 || strings.Count(c.Path, ".") > 12 || len(c.Value) == 0 {
			return Body{}, fmt.Errorf("event body: %w", ErrDamaged)
		}
	}
	return body, nil
}
