// Package tables keeps a township's ledger in ordered tables of keys and values. It
// knows every record, key and index; a store (bolt, postgres) keeps the tables and
// makes transactions of them. It knows no rule of the exchange.
package tables

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// format is the version of the tables' layout, kept under keyFormat.
const format = 3

// Table names one table. ByVillage says that its keys begin with a village: its length
// in one byte, then its name.
type Table struct {
	Name      string
	ByVillage bool
}

// The tables and, behind each, its keys.
var (
	meta     = &Table{"meta", false}     // keyFormat, keyEpoch, keyTallyRule, keyUplink
	villages = &Table{"villages", false} // village
	stands   = &Table{"stands", false}   // village -> what every exchange changes of it
	devices  = &Table{"devices", false}  // device
	reports  = &Table{"reports", false}  // device -> what it last said
	codes    = &Table{"codes", false}    // selector
	chains   = &Table{"chains", false}   // device, epoch, seq -> hash
	heads    = &Table{"heads", false}    // device, epoch -> seq, hash of the last
	stream   = &Table{"stream", true}    // village, gsn -> entry
	ends     = &Table{"ends", true}      // village -> gsn, digest of the last entry
	about    = &Table{"about", true}     // village, case, gsn: the stream by case
	uids     = &Table{"uids", true}      // village, uid
	held     = &Table{"held", false}     // running number -> held entry
	heldAt   = &Table{"held_at", false}  // device, hash, reason: what is held already
	heldSize = &Table{"held_size", false}
	cases    = &Table{"cases", false}    // case -> case
	owned    = &Table{"owned", true}     // village, case: those with a row
	newest   = &Table{"newest", true}    // village, last gsn -> case
	keys     = &Table{"keys", true}      // village, case -> sealed key
	tallies  = &Table{"tallies", true}   // village, figure, month, since, type, outcome -> tally
	handUps  = &Table{"handups", true}   // village, uid -> hand-up
	handed   = &Table{"handed", false}   // time received, village, uid
	own      = &Table{"own", false}      // epoch, seq -> event of the township's own chain
	dirty    = &Table{"dirty", false}    // case
	accounts = &Table{"accounts", false} // name
	sessions = &Table{"sessions", false} // ID
	acts     = &Table{"acts", false}     // running number
)

var (
	keyFormat    = []byte("format")
	keyEpoch     = []byte("epoch")
	keyTallyRule = []byte("tally_rule")
	keyUplink    = []byte("uplink")
)

// All lists the tables. A name is never given another meaning.
var All = []*Table{
	meta, villages, stands, devices, reports, codes, chains, heads, stream, ends, about, uids, held, heldAt, heldSize,
	cases, owned, newest, keys, tallies, handUps, handed, own, dirty, accounts, sessions, acts,
}

// named has the tables by their names.
var named = func() map[string]*Table {
	out := map[string]*Table{}
	for _, t := range All {
		out[t.Name] = t
	}
	return out
}()

// Range is the keys from From, included, to To, excluded; a nil To is open.
type Range struct {
	From, To []byte
	// Reverse gives the last first.
	Reverse bool
	// Limit is how many records are wanted at most, 0 for all.
	Limit int
}

// Txn is a transaction of a store. What it returns is good until the transaction ends
// and must not be changed; what it is given it may keep, and must not be changed either.
type Txn interface {
	// Get returns a value, nil when there is none; a value may be empty, not nil.
	Get(t *Table, key []byte) ([]byte, error)
	// Fetch says that these keys are asked for next; it may do nothing.
	Fetch(t *Table, keys [][]byte) error
	// Scan calls f with the records of a range in order until it returns false.
	Scan(t *Table, r Range, f func(k, v []byte) (bool, error)) error
	// Each calls f with every record of a table, in order of the keys; it may lack what the
	// transaction itself wrote.
	Each(t *Table, f func(k, v []byte) error) error
	Put(t *Table, key, value []byte) error
	Delete(t *Table, key []byte) error
}

// New returns the ledger's view of a store's transaction.
func New(t Txn) ledger.Tx { return &tx{t} }

// tx is one transaction; only Update hands it out as a ledger.Tx.
type tx struct{ s Txn }

// Prepare makes an empty store a ledger, or checks that the layout is known and brings an
// older one up to date. The error wraps data.ErrNewer or data.ErrDamaged.
func Prepare(s Txn) error {
	v, err := s.Get(meta, keyFormat)
	if err != nil {
		return err
	}
	current := binary.AppendUvarint(nil, format)
	if v == nil {
		epoch := data.NewEpoch()
		return errors.Join(s.Put(meta, keyFormat, current), s.Put(meta, keyEpoch, epoch[:]))
	}
	switch n, _ := binary.Uvarint(v); {
	case n == 0:
		return data.ErrDamaged
	case n > format:
		return data.ErrNewer
	case n == 1:
		return errors.Join(upgrade(&tx{s}), s.Put(meta, keyFormat, current))
	case n < format:
		return s.Put(meta, keyFormat, current)
	}
	return nil
}

func (t *tx) get(table *Table, key []byte) ([]byte, error) {
	v, err := t.s.Get(table, key)
	if err == nil && v == nil {
		err = data.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", table.Name, err)
	}
	return v, nil
}

func (t *tx) has(table *Table, key []byte) (bool, error) {
	v, err := t.s.Get(table, key)
	return v != nil, err
}

func (t *tx) put(table *Table, key, value []byte) error {
	if err := t.s.Put(table, key, value); err != nil {
		return fmt.Errorf("write %s: %w", table.Name, err)
	}
	return nil
}

func (t *tx) delete(table *Table, key []byte) error {
	if err := t.s.Delete(table, key); err != nil {
		return fmt.Errorf("delete from %s: %w", table.Name, err)
	}
	return nil
}

// scan calls f with the records whose keys begin with a prefix, in order.
func (t *tx) scan(table *Table, prefix []byte, f func(k, v []byte) error) error {
	return t.s.Scan(table, Range{From: prefix, To: after(prefix)}, func(k, v []byte) (bool, error) { return true, f(k, v) })
}

// last calls f with the last records of a table, the last first.
func (t *tx) last(table *Table, limit int, f func(k, v []byte) error) error {
	if limit <= 0 {
		return nil
	}
	return t.s.Scan(table, Range{Reverse: true, Limit: limit}, func(k, v []byte) (bool, error) { return true, f(k, v) })
}

// after returns the first key behind all that begin with a prefix, nil for none.
func after(prefix []byte) []byte {
	end := bytes.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}

// next returns the next running number of a table as a key.
func (t *tx) next(table *Table) ([]byte, error) {
	n := uint64(0)
	err := t.last(table, 1, func(k, _ []byte) error {
		if len(k) != 8 {
			return fmt.Errorf("number in %s: %w", table.Name, data.ErrDamaged)
		}
		n = binary.BigEndian.Uint64(k)
		return nil
	})
	return number(n + 1), err
}

// has reports whether a key is in the range.
func (r *Range) has(key string) bool {
	return key >= string(r.From) && (r.To == nil || key < string(r.To))
}

// Ended reports whether a key lies behind the range, in its direction.
func (r *Range) Ended(key []byte) bool {
	if r.Reverse {
		return bytes.Compare(key, r.From) < 0
	}
	return r.To != nil && bytes.Compare(key, r.To) >= 0
}
