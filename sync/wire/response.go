package wire

import (
	"errors"

	"woshou/data"
)

// Response is the township's answer.
type Response struct {
	// Echo repeats the request's; an answer without it cannot be encoded.
	Echo  Echo
	Proto int
	// Now is the township's clock in Unix seconds, to be shown and never used to decide.
	Now    int64
	Server data.Epoch
	// Everything of the chain AckEpoch up to and with Ack is durable at the
	// township; AckHash is the chain's hash there.
	AckEpoch data.Epoch
	Ack      uint64
	AckHash  data.Hash
	Reason   Code
	// ForkAt is the last event that both sides' chains have in common (CodeFork).
	ForkAt uint64
	// Pull is the stream after the cursor, GSN rising by one.
	Pull []Entry
	// NextGSN is the cursor after the pull, at or above the last entry's GSN, and
	// Stream the stream's digest there. More says that entries wait after it; the
	// last of all has the number Last.
	NextGSN uint64
	Stream  data.Hash
	More    bool
	Last    uint64
	// Newest are all events of some cases, in place of a pull, when a request asked for
	// them. Before is where to go on, 0 when these are all.
	Newest []Entry
	Before uint64
	// Keys belong to the cases of the pulled events.
	Keys []WrappedKey
	// Check and Cases are the township's totals of this village after the push.
	Check data.Hash
	Cases int
	// Room is how many bytes of events the township takes in one push; 0 means Piece.
	Room int
	// Taken says how far the township has the files of Sent, Given are pieces of those
	// in Wanted.
	Taken, Given []FilePiece
	// Seal is the township's public key (age, X25519), empty when the request named it.
	Seal string
	// Village names the village's sealed key that the township keeps, by the first 8 bytes
	// of its SHA-256; NoVillage says that it has none, nothing that it is an older program.
	Village []byte `json:",omitempty"`
	// Places are those of the request's Sums that differ here, by area code; Differs the
	// cases of its Marks that do, the first MaxDiffers of them. Here is the answering side.
	Places  []string             `json:",omitempty"`
	Differs []data.RowDifference `json:",omitempty"`
}

// Entry is one event of a village's stream. An event that the asking device has
// (its own, of the epoch it named, at or below the head it named) travels without
// bytes, as Epoch and Seq; any other as its bytes only.
type Entry struct {
	GSN    uint64
	Event  []byte
	Device data.DeviceID
	Epoch  data.Epoch
	Seq    uint64
}

// The fields of an answer and of its entries. A number is never reused.
const (
	tagRespEcho = iota + 1
	tagRespProto
	tagRespNow
	tagRespServer
	tagRespAckEpoch
	tagRespAck
	tagRespAckHash
	tagRespReason
	tagRespForkAt
	tagRespPull
	tagRespNextGSN
	tagRespMore
	tagRespKeys
	_ // until 0.3.0 a digest of all fact rows
	tagRespCases
	tagRespStream
	tagRespNewest
	tagRespBefore
	tagRespTaken   = 19
	tagRespGiven   = 20
	tagRespCheck   = 22
	tagRespLast    = 23
	tagRespRoom    = 24
	tagRespVillage = 25
	tagRespCloser  = 26
	tagRespPlaces  = 30
	tagRespDiffers = 31
)

const (
	tagEntryGSN = iota + 1
	tagEntryEvent
	tagEntryDevice
	tagEntryEpoch
	tagEntrySeq
)

// Encode returns the answer's bytes. The error wraps ErrTooLarge for one beyond
// the limits and data.ErrDamaged for one without Echo or protocol.
func (r *Response) Encode() ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, wrap("answer", err)
	}
	reason, closer := r.Reason.split()
	var w writer
	w.id(tagRespEcho, r.Echo[:])
	w.uint(tagRespProto, uint64(r.Proto))
	w.uint(tagRespNow, uint64(r.Now))
	w.id(tagRespServer, r.Server[:])
	w.id(tagRespAckEpoch, r.AckEpoch[:])
	w.uint(tagRespAck, r.Ack)
	w.id(tagRespAckHash, r.AckHash[:])
	w.bytes(tagRespReason, []byte(reason))
	w.uint(tagRespForkAt, r.ForkAt)
	w.list(tagRespPull, encodeEntries(r.Pull))
	w.uint(tagRespNextGSN, r.NextGSN)
	w.bool(tagRespMore, r.More)
	w.list(tagRespKeys, encodeKeys(r.Keys))
	w.uint(tagRespCases, uint64(r.Cases))
	w.id(tagRespStream, r.Stream[:])
	w.list(tagRespNewest, encodeEntries(r.Newest))
	w.uint(tagRespBefore, r.Before)
	w.list(tagRespTaken, encodePieces(r.Taken))
	w.list(tagRespGiven, encodePieces(r.Given))
	w.bytes(tagRespSeal, []byte(r.Seal))
	w.id(tagRespCheck, r.Check[:])
	w.uint(tagRespLast, r.Last)
	w.uint(tagRespRoom, uint64(r.Room))
	w.bytes(tagRespVillage, r.Village)
	w.bytes(tagRespCloser, []byte(closer))
	w.list(tagRespPlaces, encodeTexts(r.Places))
	w.list(tagRespDiffers, encodeDiffers(r.Differs))
	b, err := seal(kindResponse, w.out, MaxMessage)
	return b, wrap("answer", err)
}

// DecodeResponse reads an answer. The error wraps ErrForeign when something else
// answered, ErrTooLarge, data.ErrNewer or data.ErrDamaged.
func DecodeResponse(b []byte) (*Response, error) {
	r := &Response{}
	packed, err := open(b, kindResponse, MaxMessage)
	var plain []byte
	if err == nil {
		plain, err = unpack(packed, MaxMessage)
	}
	if err == nil {
		err = r.fields().read(plain)
	}
	if err == nil {
		err = r.check()
	}
	if err != nil {
		return nil, wrap("answer", err)
	}
	return r, nil
}

func (r *Response) fields() fields {
	return fields{
		tagRespEcho:     intoID(r.Echo[:]),
		tagRespProto:    intoUint(&r.Proto),
		tagRespNow:      intoUint(&r.Now),
		tagRespServer:   intoID(r.Server[:]),
		tagRespAckEpoch: intoID(r.AckEpoch[:]),
		tagRespAck:      intoUint(&r.Ack),
		tagRespAckHash:  intoID(r.AckHash[:]),
		tagRespReason:   intoText(&r.Reason),
		tagRespForkAt:   intoUint(&r.ForkAt),
		tagRespPull:     intoEntries(&r.Pull),
		tagRespNextGSN:  intoUint(&r.NextGSN),
		tagRespMore:     intoBool(&r.More),
		tagRespKeys:     intoKeys(&r.Keys),
		tagRespCases:    intoUint(&r.Cases),
		tagRespStream:   intoID(r.Stream[:]),
		tagRespNewest:   intoEntries(&r.Newest),
		tagRespBefore:   intoUint(&r.Before),
		tagRespCheck:    intoID(r.Check[:]),
		tagRespLast:     intoUint(&r.Last),
		tagRespRoom:     intoUint(&r.Room),
		tagRespTaken:    intoPieces(&r.Taken),
		tagRespGiven:    intoPieces(&r.Given),
		tagRespSeal:     intoText(&r.Seal),
		tagRespVillage:  intoKey(&r.Village),
		tagRespCloser:   intoCloser(&r.Reason),
		tagRespPlaces:   intoTexts(MaxPlaces, &r.Places),
		tagRespDiffers:  intoDiffers(&r.Differs),
	}
}

// check holds the limits and the order of the pull for both sides.
func (r *Response) check() error {
	if r.Proto < 1 || r.Echo == (Echo{}) {
		return data.ErrDamaged
	}
	total, err := r.size()
	if err != nil {
		return err
	}
	if count := len(r.Pull) + len(r.Newest); count > MaxEntries || !fits(total, count, MaxPull) {
		return ErrTooLarge
	}
	if len(r.Reason) > MaxText || len(r.Seal) > MaxText || len(r.Village) > MaxKey {
		return ErrTooLarge
	}
	return errors.Join(checkKeys(r.Keys), checkPieces(r.Taken, r.Given), r.checkDiffers())
}

// size returns the bytes of the events, whose numbers must rise.
func (r *Response) size() (total int, err error) {
	last := uint64(0)
	for _, e := range r.Pull {
		if e.GSN <= last || len(e.Event) == 0 && e.Seq == 0 {
			return 0, data.ErrDamaged
		}
		total, last = total+len(e.Event), e.GSN
	}
	for _, e := range r.Newest {
		if e.GSN == 0 || len(e.Event) == 0 {
			return 0, data.ErrDamaged
		}
		total += len(e.Event)
	}
	if last > r.NextGSN {
		return 0, data.ErrDamaged
	}
	return total, nil
}

func encodeEntries(entries []Entry) [][]byte {
	out := make([][]byte, len(entries))
	for i := range entries {
		out[i] = entries[i].encode()
	}
	return out
}

func intoEntries(dst *[]Entry) func([]byte) error {
	return intoList(MaxEntries, func(v []byte) error {
		var e Entry
		err := e.fields().read(v)
		*dst = append(*dst, e)
		return err
	})
}

func (e *Entry) encode() []byte {
	var w writer
	w.uint(tagEntryGSN, e.GSN)
	w.bytes(tagEntryEvent, e.Event)
	w.id(tagEntryDevice, e.Device[:])
	w.id(tagEntryEpoch, e.Epoch[:])
	w.uint(tagEntrySeq, e.Seq)
	return w.out
}

func (e *Entry) fields() fields {
	return fields{
		tagEntryGSN:    intoUint(&e.GSN),
		tagEntryEvent:  func(v []byte) error { e.Event = v; return nil },
		tagEntryDevice: intoID(e.Device[:]),
		tagEntryEpoch:  intoID(e.Epoch[:]),
		tagEntrySeq:    intoUint(&e.Seq),
	}
}
