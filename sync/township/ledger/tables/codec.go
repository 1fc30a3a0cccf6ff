package tables

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// villageKey is a village's part of a key: its length first, so that no village's
// keys begin with another's.
func villageKey(v ledger.VillageID, rest ...[]byte) []byte {
	k := append([]byte{byte(len(v))}, v...)
	for _, r := range rest {
		k = append(k, r...)
	}
	return k
}

func chainKey(c ledger.Chain, seq uint64) []byte {
	k := append(append([]byte{}, c.Device[:]...), c.Epoch[:]...)
	return binary.BigEndian.AppendUint64(k, seq)
}

// afterVillage is the first key behind those of a village.
func afterVillage(v ledger.VillageID) []byte { return after(villageKey(v)) }

func headKey(c ledger.Chain) []byte { return append(append([]byte{}, c.Device[:]...), c.Epoch[:]...) }

// packPlace writes the end of a chain or a stream: its last number and hash.
func packPlace(n uint64, h data.Hash) []byte { return append(number(n), h[:]...) }

func unpackPlace(b []byte) (n uint64, h data.Hash, err error) {
	if len(b) != 8+len(h) {
		return 0, h, fmt.Errorf("end of a chain: %w", data.ErrDamaged)
	}
	copy(h[:], b[8:])
	return binary.BigEndian.Uint64(b), h, nil
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// unjson reads a small record. What it returns is shared and must not be changed.
func unjson[T any](b []byte) (v T, err error) {
	if known, ok := records.get(b).(T); ok {
		return known, nil
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return v, fmt.Errorf("%T: %w", v, data.ErrDamaged)
	}
	records.put(b, v)
	return v, nil
}

// packer writes a record that holds events or rows: fixed fields, then the rest.
type packer []byte

func (p *packer) fixed(b []byte) { *p = append(*p, b...) }
func (p *packer) uint(n uint64)  { *p = binary.AppendUvarint(*p, n) }
func (p *packer) text(s string)  { p.uint(uint64(len(s))); *p = append(*p, s...) }
func (p *packer) bool(on bool) {
	if on {
		p.uint(1)
	} else {
		p.uint(0)
	}
}
func (p *packer) time(t time.Time) {
	*p = binary.AppendVarint(*p, t.UnixMicro())
}
func (p *packer) chain(c ledger.Chain) { p.fixed(c.Device[:]); p.fixed(c.Epoch[:]) }

// unpacker reads what packer wrote; after the first damage everything is empty.
type unpacker struct {
	b   []byte
	bad bool
}

func (u *unpacker) take(n uint64) []byte {
	if u.bad || n > uint64(len(u.b)) {
		u.bad = true
		return nil
	}
	v := u.b[:n]
	u.b = u.b[n:]
	return v
}

func (u *unpacker) fixed(dst []byte) { copy(dst, u.take(uint64(len(dst)))) }

func (u *unpacker) uint() uint64 {
	n, size := binary.Uvarint(u.b)
	if size <= 0 {
		u.bad = true
		return 0
	}
	u.b = u.b[size:]
	return n
}

func (u *unpacker) text() string { return string(u.take(u.uint())) }

func (u *unpacker) bool() bool { return u.uint() != 0 }

func (u *unpacker) int() int64 {
	n, size := binary.Varint(u.b)
	if size <= 0 {
		u.bad = true
		return 0
	}
	u.b = u.b[size:]
	return n
}

func (u *unpacker) uint32() uint32 {
	v := u.take(4)
	if u.bad {
		return 0
	}
	return binary.BigEndian.Uint32(v)
}

func (u *unpacker) time() time.Time { return time.UnixMicro(u.int()).UTC() }

func (u *unpacker) chain() (c ledger.Chain) {
	u.fixed(c.Device[:])
	u.fixed(c.Epoch[:])
	return c
}

// rest returns a copy of what is left; bbolt's memory ends with the transaction.
func (u *unpacker) rest() []byte { return append([]byte(nil), u.b...) }

func (u *unpacker) err(what string) error {
	if u.bad {
		return fmt.Errorf("%s: %w", what, data.ErrDamaged)
	}
	return nil
}

func packEntry(e ledger.Entry) []byte {
	var p packer
	p.chain(e.Chain)
	p.uint(e.Seq)
	p.fixed(e.Hash[:])
	p.fixed(e.Digest[:])
	p.fixed(e.Subject[:])
	p.time(e.Received)
	p.text(string(e.Reason))
	p.fixed(e.Event)
	return p
}

func unpackEntry(v ledger.VillageID, gsn uint64, b []byte) (ledger.Entry, error) {
	u := unpacker{b: b}
	e := ledger.Entry{Village: v, GSN: gsn, Chain: u.chain(), Seq: u.uint()}
	u.fixed(e.Hash[:])
	u.fixed(e.Digest[:])
	u.fixed(e.Subject[:])
	e.Received = u.time()
	e.Reason = ledger.Reason(u.text())
	e.Event = u.rest()
	return e, u.err("stream entry")
}

// digestOf reads the digest of a packed entry and nothing else.
func digestOf(b []byte) (d data.Hash, err error) {
	u := unpacker{b: b}
	u.chain()
	u.uint()
	u.take(uint64(len(data.Hash{})))
	u.fixed(d[:])
	return d, u.err("stream entry")
}

// packStand writes what every exchange changes of a village.
func packStand(v *ledger.Village) []byte {
	var p packer
	p.uint(v.GSN)
	p.time(v.Heard)
	p.uint(uint64(v.Cases))
	p.fixed(v.Sum[:])
	return p
}

func unpackStand(v *ledger.Village, b []byte) error {
	u := unpacker{b: b}
	v.GSN = u.uint()
	v.Heard = u.time()
	v.Cases = int(u.uint())
	u.fixed(v.Sum[:])
	return u.err("village")
}

func packReport(r *ledger.Report) []byte {
	var p packer
	p.time(r.At)
	p.uint(uint64(r.Waiting))
	p.uint(uint64(r.Behind))
	p.fixed(r.Digest[:])
	p.uint(uint64(r.Cases))
	p.bool(r.Same)
	return p
}

func unpackReport(r *ledger.Report, b []byte) error {
	u := unpacker{b: b}
	r.At = u.time()
	r.Waiting, r.Behind = int(u.uint()), int(u.uint())
	u.fixed(r.Digest[:])
	r.Cases = int(u.uint())
	r.Same = u.bool()
	return u.err("report of a device")
}

func packTally(t data.Tally) []byte {
	b := binary.AppendVarint(nil, int64(t.Cases))
	b = binary.AppendVarint(b, int64(t.People))
	return binary.AppendVarint(b, int64(t.Amount))
}

func unpackTally(b []byte) (t data.Tally, err error) {
	u := unpacker{b: b}
	t = data.Tally{Cases: int(u.int()), People: int(u.int()), Amount: data.Fen(u.int())}
	return t, u.err("tally")
}

func packHeld(h ledger.Held) []byte {
	var p packer
	p.text(string(h.Village))
	p.chain(h.Chain)
	p.uint(h.Seq)
	p.fixed(h.Hash[:])
	p.time(h.Received)
	p.text(string(h.Reason))
	p.fixed(h.Event)
	return p
}

func unpackHeld(b []byte) (ledger.Held, error) {
	u := unpacker{b: b}
	h := ledger.Held{Village: ledger.VillageID(u.text()), Chain: u.chain(), Seq: u.uint()}
	u.fixed(h.Hash[:])
	h.Received = u.time()
	h.Reason = ledger.Reason(u.text())
	h.Event = u.rest()
	return h, u.err("held entry")
}

func packCase(c ledger.Case) []byte {
	var p packer
	p.text(string(c.Village))
	p.uint(c.Fence)
	p.uint(c.GSN)
	p.uint(c.Last)
	p.fixed(c.Row)
	return p
}

func unpackCase(id []byte, b []byte) (c ledger.Case, err error) {
	u := unpacker{b: b}
	copy(c.ID[:], id)
	c.Village = ledger.VillageID(u.text())
	c.Fence = u.uint()
	c.GSN = u.uint()
	c.Last = u.uint()
	c.Row = u.rest()
	return c, u.err("case")
}
