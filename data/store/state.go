package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/bits"
	"slices"

	"go.etcd.io/bbolt"

	"woshou/data"
	"woshou/data/seal"
)

// The buckets of the file; FORMAT.md says what each holds.
const (
	bucketMeta  = "meta"
	bucketState = "state"
	bucketLog   = "log"
	bucketCases = "cases"
	bucketFacts = "facts"
	bucketKeys  = "keys"
)

var buckets = []string{bucketMeta, bucketState, bucketLog, bucketCases, bucketFacts, bucketKeys}

var (
	keyHeader = []byte("header")
	keyState  = []byte("state")
	keyLink   = []byte("link")
	keyCopied = []byte("copied")
	keyRecord = []byte("record")
	keySlot   = []byte("slot")
)

// state is what the file knows of itself.
type state struct {
	// Format is 2, or 0 in a file of version 1, whose Content has the snapshots in it.
	Format int
	Device data.DeviceID
	// Chains are the device's own logs, oldest first; the last one grows.
	Chains []chain
	// Acked is how far the township has the last chain.
	Acked uint64
	// Arrivals counts the events that came from elsewhere.
	Arrivals uint64
	// Numbers is the highest case number ever used in a year.
	Numbers map[int]int
	// Content is the digest of all values of facts and keys.
	Content contentSum
	// Erased says that keys were destroyed whose bytes may still lie in the files.
	Erased bool `json:",omitempty"`
	// Shared says that the village's key has left this computer, or came from another one,
	// Renewed that this log goes on from one which may have written more: from then on
	// case numbers are not this computer's alone to give.
	Shared  bool `json:",omitempty"`
	Renewed bool `json:",omitempty"`
	// Drawn is, for each claim on numbers of this log, the highest one that it gave.
	Drawn map[data.ElementID]int `json:",omitempty"`
	// Filling is there until the whole stream has come, after a join or a restore.
	Filling *filling `json:",omitempty"`
}

// filling is how a record began that is not yet all there.
type filling struct {
	// Joined tells a new computer from a restored backup.
	Joined bool `json:",omitempty"`
	// Name and Invitation are for the computer's entry in the committee's record.
	Name       string         `json:",omitempty"`
	Invitation data.ElementID `json:",omitempty"`
	// From is how many events had arrived when it began.
	From uint64 `json:",omitempty"`
	// Done says that the stream has been read to its end.
	Done bool `json:",omitempty"`
}

// copied is what the bbolt file alone knows: how far it has copied the journal, and its
// snapshots.
type copied struct {
	position
	// Cases is the digest of all snapshots, Fold the data.FoldVersion that made them, Known
	// that of the program that wrote last; an older one leaves out of a snapshot what it
	// does not know.
	Cases contentSum
	Fold  int
	Known int
}

// chain is one unbroken life of the device's log.
type chain struct {
	Epoch data.Epoch
	Seq   uint64
	Hash  data.Hash
}

func (st *state) own() *chain { return &st.Chains[len(st.Chains)-1] }

// line returns the number that stands for the growing chain in places.
func (st *state) line() uint32 { return uint32(len(st.Chains)) }

// used notes a case number, so that no other case is given it.
func (st *state) used(year, seq int) {
	if year == 0 || seq <= st.Numbers[year] {
		return
	}
	if st.Numbers == nil {
		st.Numbers = map[int]int{}
	}
	st.Numbers[year] = seq
}

// contentSum is the sum, modulo 2^256, of the SHA-256 of every value of some buckets
// with its place. An old page that comes back to life is not what
// was summed, though each of its values is sealed rightly.
type contentSum [4]uint64

func (c *contentSum) add(bucket string, key, value []byte) { c.change(bucket, key, value, bits.Add64) }
func (c *contentSum) remove(bucket string, key, value []byte) {
	c.change(bucket, key, value, bits.Sub64)
}

func (c *contentSum) change(bucket string, key, value []byte, op func(x, y, carry uint64) (uint64, uint64)) {
	if value == nil {
		return
	}
	h := sha256.New()
	h.Write([]byte(bucket))
	h.Write([]byte{0, byte(len(key))})
	h.Write(key)
	h.Write(value)
	sum := h.Sum(nil)
	var carry uint64
	for i := range c {
		c[i], carry = op(c[i], binary.LittleEndian.Uint64(sum[8*i:]), carry)
	}
}

func (c *contentSum) merge(o contentSum) {
	var carry uint64
	for i := range c {
		c[i], carry = bits.Add64(c[i], o[i], carry)
	}
}

// ad binds a sealed value to its place.
func ad(bucket string, key []byte) []byte {
	return append(append([]byte(bucket), 0), key...)
}

// putCopied is the last thing that a transaction writes.
func (t *txn) putCopied() error {
	t.cp.Known = data.FoldVersion
	b, err := json.Marshal(t.cp)
	if err != nil {
		return err
	}
	return t.bucket(bucketState).Put(keyCopied, seal.Seal(t.s.master, b, ad(bucketState, keyCopied)))
}

// getCopied returns what a file of version 1 does not have as empty.
func (s *Store) getCopied(tx *bbolt.Tx) (*copied, error) {
	cp := new(copied)
	sealed := tx.Bucket([]byte(bucketState)).Get(keyCopied)
	if sealed == nil {
		return cp, nil
	}
	b, err := seal.Open(s.master, sealed, ad(bucketState, keyCopied))
	if err != nil || json.Unmarshal(b, cp) != nil {
		return nil, fmt.Errorf("copied: %w", data.ErrDamaged)
	}
	return cp, nil
}

func (s *Store) getState(tx *bbolt.Tx) (*state, error) {
	return s.decodeState(tx.Bucket([]byte(bucketState)).Get(keyState))
}

func (s *Store) decodeState(sealed []byte) (*state, error) {
	b, err := seal.Open(s.master, sealed, ad(bucketState, keyState))
	if err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	st := new(state)
	if json.Unmarshal(b, st) != nil || len(st.Chains) == 0 {
		return nil, fmt.Errorf("state: %w", data.ErrDamaged)
	}
	return st, nil
}

// writeTx runs one transaction of the bbolt file alone. Nothing of it is on disk when it
// fails, or, when the disk failed at the very end, all of it is.
func (s *Store) writeTx(fn func(*bbolt.Tx) error) error {
	return s.disk.update(fn)
}

func (s *Store) readTx(fn func(*bbolt.Tx) error) error {
	return s.disk.view(fn)
}

// place is where an event stands in the log bucket: in a chain of this device,
// counted from 1, or among the arrivals, line 0.
type place struct {
	Line uint32
	N    uint64
}

func (p place) key() []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(nil, p.Line), p.N)
}

// entry is one event of a case; GSN is its number in the township's stream, 0 until
// that is known.
type entry struct {
	place
	GSN uint64
}

// index is what the file keeps about a case beside its content: the events it is
// made of, in the order they are folded, and the fact row of the last one that has any.
type index struct {
	Events []entry
	Fact   []byte
}

const indexVersion = 1

func (x *index) encode() []byte {
	out := []byte{indexVersion}
	out = binary.AppendUvarint(out, uint64(len(x.Fact)))
	out = append(out, x.Fact...)
	for _, e := range x.Events {
		out = binary.AppendUvarint(out, uint64(e.Line))
		out = binary.AppendUvarint(out, e.N)
		out = binary.AppendUvarint(out, e.GSN)
	}
	return out
}

// decodeIndex reads what encode wrote; data.ErrDamaged for anything else.
func decodeIndex(b []byte) (*index, error) {
	damaged := fmt.Errorf("index: %w", data.ErrDamaged)
	if len(b) == 0 || b[0] != indexVersion {
		return nil, damaged
	}
	b = b[1:]
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, damaged
	}
	x := &index{Fact: slices.Clone(b[n : n+int(size)])}
	b = b[n+int(size):]
	for len(b) > 0 {
		var v [3]uint64
		for i := range v {
			x, n := binary.Uvarint(b)
			if n <= 0 {
				return nil, damaged
			}
			v[i], b = x, b[n:]
		}
		if v[0] > 1<<31 {
			return nil, damaged
		}
		x.Events = append(x.Events, entry{place{uint32(v[0]), v[1]}, v[2]})
	}
	return x, nil
}

// sortEvents puts the events in the order of the fold: by the township's stream, and
// what is not in it yet on top, in the order it came.
func (x *index) sortEvents() {
	slices.SortStableFunc(x.Events, func(a, b entry) int {
		switch {
		case a.GSN == b.GSN:
			return 0
		case a.GSN == 0 || b.GSN != 0 && a.GSN > b.GSN:
			return 1
		}
		return -1
	})
}
