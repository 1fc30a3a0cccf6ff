package wire

import "woshou/data"

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
	// Pull is the stream after the cursor, GSN rising; entries that the township
	// refused are given to nobody but their writer and leave a gap.
	Pull []Entry
	// NextGSN is the cursor after the pull, at or above the last entry's GSN. More
	// says that entries wait after it.
	NextGSN uint64
	More    bool
	// Keys belong to the cases of the pulled events.
	Keys []WrappedKey
	// Digest and Cases are the township's totals of this village after the push.
	Digest data.Hash
	Cases  int
	// Village names the village's sealed key that the township keeps, by the first 8 bytes
	// of its SHA-256; NoVillage says that it has none, nothing that it is an older program.
	Village []byte `json:",omitempty"`
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
	tagRespDigest
	tagRespCases
	tagRespVillage = 25
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
	var w writer
	w.id(tagRespEcho, r.Echo[:])
	w.uint(tagRespProto, uint64(r.Proto))
	w.uint(tagRespNow, uint64(r.Now))
	w.id(tagRespServer, r.Server[:])
	w.id(tagRespAckEpoch, r.AckEpoch[:])
	w.uint(tagRespAck, r.Ack)
	w.id(tagRespAckHash, r.AckHash[:])
	w.bytes(tagRespReason, []byte(r.Reason))
	w.uint(tagRespForkAt, r.ForkAt)
	entries := make([][]byte, len(r.Pull))
	for i := range r.Pull {
		entries[i] = r.Pull[i].encode()
	}
	w.list(tagRespPull, entries)
	w.uint(tagRespNextGSN, r.NextGSN)
	if r.More {
		w.uint(tagRespMore, 1)
	}
	w.list(tagRespKeys, encodeKeys(r.Keys))
	w.id(tagRespDigest, r.Digest[:])
	w.uint(tagRespCases, uint64(r.Cases))
	w.bytes(tagRespVillage, r.Village)
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
	var more int
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
		tagRespPull: intoList(MaxEntries, func(v []byte) error {
			var e Entry
			err := e.fields().read(v)
			r.Pull = append(r.Pull, e)
			return err
		}),
		tagRespNextGSN: intoUint(&r.NextGSN),
		tagRespMore: func(v []byte) error {
			err := intoUint(&more)(v)
			r.More = more != 0
			return err
		},
		tagRespKeys:    intoKeys(&r.Keys),
		tagRespDigest:  intoID(r.Digest[:]),
		tagRespCases:   intoUint(&r.Cases),
		tagRespVillage: intoKey(&r.Village),
	}
}

// check holds the limits and the order of the pull for both sides.
func (r *Response) check() error {
	if r.Proto < 1 || r.Echo == (Echo{}) {
		return data.ErrDamaged
	}
	total, last := 0, uint64(0)
	for _, e := range r.Pull {
		if e.GSN <= last || len(e.Event) == 0 && e.Seq == 0 {
			return data.ErrDamaged
		}
		total, last = total+len(e.Event), e.GSN
	}
	if last > r.NextGSN {
		return data.ErrDamaged
	}
	if len(r.Pull) > MaxEntries || !fits(total, len(r.Pull), MaxPull) || len(r.Reason) > MaxText || len(r.Village) > MaxKey {
		return ErrTooLarge
	}
	return checkKeys(r.Keys)
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
