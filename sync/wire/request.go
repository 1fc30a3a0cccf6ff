package wire

import (
	"crypto/ed25519"
	"errors"

	"woshou/data"
)

// Request is what a device sends: where it stands, what it has, what it wants.
type Request struct {
	// Echo is set by Verify and belongs into the answer; it does not travel.
	Echo   Echo
	Proto  int
	Device data.DeviceID
	// The head of the device's own chain, sent or not. HeadHash is zero before
	// the first event.
	Epoch    data.Epoch
	Head     uint64
	HeadHash data.Hash
	// The cursor: the stream of this server epoch is stored up to GSN, and Stream is
	// its digest there, zero when the device does not know it.
	Server data.Epoch
	GSN    uint64
	Stream data.Hash
	// Check and Cases are the device's own totals check (data.FactSum) once this
	// push is in; they are zero while events wait beyond it.
	Check data.Hash
	Cases int
	// Push is events of the chain in order, as their first bytes were.
	Push [][]byte
	// Keys are the case keys of the pushed events, wrapped under the village's key.
	Keys []WrappedKey
	// Waiting counts the device's events beyond this push.
	Waiting int
	// Want bounds the pull, in bytes; 0 means Piece.
	Want int
	// Newest asks a township whose stream has not been read (GSN 0) for whole cases in
	// place of the pull, those with the newest events first. Before goes on where the
	// last answer ended.
	Newest bool
	Before uint64
	// Sent are pieces of files, or questions how far the township has them; Wanted asks
	// for files from an offset on.
	Sent, Wanted []FilePiece
	// Recipient is the public key (age, X25519) to which an answer by stick is sealed.
	Recipient string
	// Seal names the township's public key that the device knows.
	Seal SealID
	// Village is the village's key sealed under its recovery key, sent when the township has
	// none or another (Response.Village).
	Village []byte `json:",omitempty"`
	// Sums has a township's places, Marks the rows of one, when the totals checks differ:
	// the county answers which of them do.
	Sums  []PlaceSum  `json:",omitempty"`
	Marks *PlaceMarks `json:",omitempty"`
}

// The fields of a request. A number is never reused.
const (
	tagReqProto = iota + 1
	tagReqEpoch
	tagReqHead
	tagReqHeadHash
	tagReqServer
	tagReqGSN
	_ // until 0.3.0 a digest of all fact rows
	tagReqCases
	tagReqPush
	tagReqKeys
	tagReqWaiting
	tagReqWant
	tagReqStream
	tagReqNewest
	tagReqBefore
	tagReqSent
	tagReqWanted
	tagReqRecipient
	tagReqVillage = 19
	tagReqCheck   = 20
	tagReqSums    = 30
	tagReqMarks   = 31
)

// Sign returns the request's bytes, signed by the device's key. The error wraps
// ErrTooLarge for a request beyond the limits and data.ErrDamaged for one without
// protocol, device or epoch.
func Sign(key ed25519.PrivateKey, r *Request) ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, wrap("request", err)
	}
	var w writer
	w.uint(tagReqProto, uint64(r.Proto))
	w.id(tagReqEpoch, r.Epoch[:])
	w.uint(tagReqHead, r.Head)
	w.id(tagReqHeadHash, r.HeadHash[:])
	w.id(tagReqServer, r.Server[:])
	w.uint(tagReqGSN, r.GSN)
	w.uint(tagReqCases, uint64(r.Cases))
	w.list(tagReqPush, r.Push)
	w.list(tagReqKeys, encodeKeys(r.Keys))
	w.uint(tagReqWaiting, uint64(r.Waiting))
	w.uint(tagReqWant, uint64(r.Want))
	w.id(tagReqStream, r.Stream[:])
	w.bool(tagReqNewest, r.Newest)
	w.uint(tagReqBefore, r.Before)
	w.list(tagReqSent, encodePieces(r.Sent))
	w.list(tagReqWanted, encodePieces(r.Wanted))
	w.bytes(tagReqRecipient, []byte(r.Recipient))
	w.bytes(tagReqVillage, r.Village)
	w.id(tagReqCheck, r.Check[:])
	w.id(tagReqSeal, r.Seal[:])
	w.list(tagReqSums, encodeSums(r.Sums))
	w.bytes(tagReqMarks, r.Marks.encode())
	b, err := sign(kindRequest, key, r.Device[:], w.out, MaxMessage)
	return b, wrap("request", err)
}

// Sender returns the device that a request claims to come from, so that its key
// can be found. The error wraps ErrForeign, ErrTooLarge or data.ErrDamaged.
func Sender(b []byte) (device data.DeviceID, err error) {
	rest, err := open(b, kindRequest, MaxMessage)
	if err == nil && len(rest) < len(device) {
		err = data.ErrDamaged
	}
	if err != nil {
		return device, wrap("request", err)
	}
	copy(device[:], rest)
	return device, nil
}

// Verify returns the request that these bytes hold if the device's key signed
// them. The error wraps ErrSignature, ErrForeign, ErrTooLarge, data.ErrNewer or
// data.ErrDamaged.
func Verify(pub ed25519.PublicKey, b []byte) (*Request, error) {
	device, err := Sender(b)
	if err != nil {
		return nil, err
	}
	r := &Request{Device: device, Echo: EchoOf(b)}
	plain, err := verify(b, pub, len(device), MaxMessage)
	if err == nil {
		err = r.fields().read(plain)
	}
	if err == nil {
		err = r.check()
	}
	if err != nil {
		return nil, wrap("request", err)
	}
	return r, nil
}

func (r *Request) fields() fields {
	return fields{
		tagReqProto:    intoUint(&r.Proto),
		tagReqEpoch:    intoID(r.Epoch[:]),
		tagReqHead:     intoUint(&r.Head),
		tagReqHeadHash: intoID(r.HeadHash[:]),
		tagReqServer:   intoID(r.Server[:]),
		tagReqGSN:      intoUint(&r.GSN),
		tagReqCases:    intoUint(&r.Cases),
		tagReqPush: intoList(MaxEntries, func(v []byte) error {
			r.Push = append(r.Push, v)
			return nil
		}),
		tagReqKeys:      intoKeys(&r.Keys),
		tagReqWaiting:   intoUint(&r.Waiting),
		tagReqWant:      intoUint(&r.Want),
		tagReqStream:    intoID(r.Stream[:]),
		tagReqNewest:    intoBool(&r.Newest),
		tagReqBefore:    intoUint(&r.Before),
		tagReqCheck:     intoID(r.Check[:]),
		tagReqSent:      intoPieces(&r.Sent),
		tagReqWanted:    intoPieces(&r.Wanted),
		tagReqRecipient: intoText(&r.Recipient),
		tagReqVillage:   intoKey(&r.Village),
		tagReqSeal:      intoID(r.Seal[:]),
		tagReqSums:      intoSums(&r.Sums),
		tagReqMarks:     intoMarks(&r.Marks),
	}
}

// check holds the limits for both sides.
func (r *Request) check() error {
	if r.Proto < 1 || r.Device == (data.DeviceID{}) || r.Epoch == (data.Epoch{}) {
		return data.ErrDamaged
	}
	total := 0
	for _, event := range r.Push {
		if len(event) == 0 {
			return data.ErrDamaged
		}
		total += len(event)
	}
	if len(r.Push) > MaxEntries || len(r.Recipient) > MaxText || !fits(total, len(r.Push), MaxPush) || len(r.Village) > MaxKey {
		return ErrTooLarge
	}
	return errors.Join(checkKeys(r.Keys), checkPieces(r.Sent, r.Wanted), checkPlaces(r.Sums, r.Marks))
}

// fits says whether events may travel together: within the limit, or one alone.
func fits(total, count, limit int) bool {
	return total <= limit || count == 1 && total <= data.MaxEvent
}
