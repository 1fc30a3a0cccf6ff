package store

import (
	"bytes"
	"crypto/cipher"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"go.etcd.io/bbolt"

	"woshou/data"
	"woshou/data/seal"
)

// txn is one transaction with the file's own state. Its reads and writes seal and
// unseal, and keep the state's digest of the content. One that saves, or only reads, has a
// reading transaction of the file and sees what is ahead of that; what it puts it keeps.
// One that writes the file puts it there.
type txn struct {
	s       *Store
	tx      *bbolt.Tx
	buckets map[string]*bbolt.Bucket // that were looked for
	st      *state
	cp      *copied // nil unless it writes the file
	touched map[data.CaseID]bool
	ahead   []*saving
	// facts are those of touched subjects. frame is what the journal is to have of all,
	// was the state it began with.
	facts map[data.CaseID][]byte
	frame []byte
	was   []byte
	*saving
}

// bucket returns a bucket as the file has it.
func (t *txn) bucket(name string) *bbolt.Bucket {
	b := t.buckets[name]
	if b == nil {
		b = t.tx.Bucket([]byte(name))
		t.buckets[name] = b
	}
	return b
}

// get returns the sealed value at a place as it now is, nil when there is none.
func (t *txn) get(bucket string, key []byte) []byte {
	if v, ok := t.values[spot{bucket, string(key)}]; ok {
		return v
	}
	for _, s := range slices.Backward(t.ahead) {
		if v, ok := s.values[spot{bucket, string(key)}]; ok {
			return v
		}
	}
	return t.bucket(bucket).Get(key)
}

// put stores a sealed value in the file and in the journal's frame; nil deletes it.
func (t *txn) put(bucket string, key, sealed []byte) error {
	c := change{bucket, key, sealed}
	t.frame = appendChange(t.frame, c)
	return t.keep(c)
}

// keep notes a change, or does it when the transaction writes the file.
func (t *txn) keep(c change) error {
	if t.values != nil {
		t.values[spot{c.bucket, string(c.key)}] = c.value
	}
	if t.tx.Writable() {
		return c.put(t.bucket(c.bucket))
	}
	t.changes = append(t.changes, c)
	return nil
}

// swap stores a sealed value that may be replaced later; nil deletes it.
func (t *txn) swap(bucket string, key, sealed []byte) error {
	t.st.Content.remove(bucket, key, t.get(bucket, key))
	t.st.Content.add(bucket, key, sealed)
	return t.put(bucket, key, sealed)
}

// open returns the plain value at a place, nil when there is none.
func (t *txn) open(key cipher.AEAD, bucket string, at []byte) ([]byte, error) {
	sealed := t.get(bucket, at)
	if sealed == nil {
		return nil, nil
	}
	plain, err := seal.Open(key, sealed, ad(bucket, at))
	return plain, wrap(bucket, err)
}

// caseSecret returns the bytes of the key of a case's content, nil when this computer does
// not have it (not come yet, or destroyed).
func (t *txn) caseSecret(id data.CaseID) ([]byte, error) {
	secret, err := t.open(t.s.master, bucketKeys, id[:])
	if err == nil && secret != nil && len(secret) != keySize {
		err = fmt.Errorf("key: %w", data.ErrDamaged)
	}
	return secret, err
}

// caseKey returns the key of a case's content, nil as caseSecret does.
func (t *txn) caseKey(id data.CaseID) (cipher.AEAD, error) {
	secret, err := t.caseSecret(id)
	if err != nil || secret == nil {
		return nil, err
	}
	return seal.NewKey(secret), nil
}

// newCaseSecret returns the bytes of the case's key, a new one's if there is none.
func (t *txn) newCaseSecret(id data.CaseID) ([]byte, error) {
	secret, err := t.caseSecret(id)
	if err != nil || secret != nil {
		return secret, err
	}
	secret = randomBytes(keySize)
	return secret, t.swap(bucketKeys, id[:], seal.Seal(t.s.master, secret, ad(bucketKeys, id[:])))
}

// index returns what is kept about a case, an empty index for an unknown one.
func (t *txn) index(id data.CaseID) (*index, error) {
	b, err := t.open(t.s.master, bucketFacts, id[:])
	if err != nil || b == nil {
		return &index{}, err
	}
	return decodeIndex(b)
}

func (t *txn) putIndex(id data.CaseID, x *index) error {
	t.touched[id] = true
	t.facts[id] = x.Fact
	return t.swap(bucketFacts, id[:], seal.Seal(t.s.master, x.encode(), ad(bucketFacts, id[:])))
}

// load fills a record from its snapshot and reports whether there is one.
func (t *txn) load(id data.CaseID, into data.Record) (bool, error) {
	r, found := t.records[id]
	if !found {
		r, found = record(t.ahead, id)
	}
	if found {
		return copyInto(into, r), nil
	}
	sealed := t.bucket(bucketCases).Get(id[:])
	if sealed == nil {
		return false, nil
	}
	key, err := t.caseKey(id)
	if err != nil || key == nil {
		return false, err
	}
	return true, readSnapshot(key, id, sealed, into)
}

// copyInto makes into a copy of a record; not of nil, a destroyed one.
func copyInto(into, r data.Record) bool {
	switch into := into.(type) {
	case *data.Case:
		if c, ok := r.(*data.Case); ok {
			*into = *c.Clone()
		}
	case *data.Committee:
		if c, ok := r.(*data.Committee); ok {
			*into = *c.Clone()
		}
	}
	return r != nil
}

// rooms saves making room for a snapshot again and again; what is read from it is copied.
var rooms = sync.Pool{New: func() any { return new(room) }}

type room struct{ packed, plain []byte }

func readSnapshot(key cipher.AEAD, id data.CaseID, sealed []byte, into data.Record) error {
	r := rooms.Get().(*room)
	defer rooms.Put(r)
	var err error
	if r.packed, err = seal.OpenInto(r.packed[:0], key, sealed, ad(bucketCases, id[:])); err == nil {
		r.plain, err = unpackInto(r.plain[:0], r.packed)
	}
	if err == nil {
		err = decodeRecord(r.plain, into)
	}
	if err != nil {
		return fmt.Errorf("case %s: %w", id, err)
	}
	return nil
}

// snapshot is a record that is to be stored, or deleted when that is nil. The record is
// not changed any more.
type snapshot struct {
	id  data.CaseID
	key cipher.AEAD
	r   data.Record
}

// putSnapshot notes what a record now is; flush stores it. The caller leaves r as it is.
func (t *txn) putSnapshot(id data.CaseID, key cipher.AEAD, r data.Record) {
	t.touched[id] = true
	t.records[id] = r
	t.later = append(t.later, snapshot{id, key, r})
}

// flush stores the snapshots that the transaction has put.
func (t *txn) flush() error {
	err := t.store(t.saving)
	t.later = nil
	return err
}

// store stores the snapshots of transactions that follow one another, the last of each
// record. The journal does not have them: they are folds of events.
func (t *txn) store(saves ...*saving) error {
	for _, s := range saves {
		for _, snap := range s.later {
			if r, _ := record(saves, snap.id); r != snap.r {
				continue // a later one follows
			}
			if err := t.storeSnapshot(snap); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *txn) storeSnapshot(snap snapshot) error {
	if snap.r == nil {
		return t.swapCase(snap.id, nil)
	}
	plain, err := json.Marshal(snap.r)
	if err != nil {
		return err
	}
	return t.swapCase(snap.id, seal.Seal(snap.key, pack(plain), ad(bucketCases, snap.id[:])))
}

// swapCase stores a snapshot's sealed bytes; nil deletes it.
func (t *txn) swapCase(id data.CaseID, sealed []byte) error {
	b := t.bucket(bucketCases)
	t.cp.Cases.remove(bucketCases, id[:], b.Get(id[:]))
	t.cp.Cases.add(bucketCases, id[:], sealed)
	if sealed == nil {
		return b.Delete(id[:])
	}
	return b.Put(id[:], sealed)
}

// rawEvent returns the bytes of the event at a place.
func (t *txn) rawEvent(p place) ([]byte, error) {
	b, err := t.open(t.s.master, bucketLog, p.key())
	if err == nil && b == nil {
		err = fmt.Errorf("log has a gap: %w", data.ErrDamaged)
	}
	return b, err
}

func (t *txn) event(p place) (data.Event, error) {
	b, err := t.rawEvent(p)
	if err != nil {
		return data.Event{}, err
	}
	return data.DecodeEvent(b)
}

func (t *txn) putEvent(p place, event []byte) error {
	key := p.key()
	return t.put(bucketLog, key, seal.Seal(t.s.master, event, ad(bucketLog, key)))
}

// append seals a body under its case's key, links the event to the device's chain
// and notes it in the case's index. The event's own fields but Kind, Subject, UID,
// Author, At and Facts are set here.
func (t *txn) append(e *data.Event, body []byte, x *index) error {
	own := t.st.own()
	e.Version, e.Device, e.Epoch = max(e.Version, data.EventVersion), t.st.Device, own.Epoch
	e.Seq, e.Prev, e.Body = own.Seq+1, own.Hash, body
	raw := e.Encode()
	if len(raw) > data.MaxEvent {
		return &data.Invalid{Field: "case", Code: "event.large"}
	}
	at := place{t.st.line(), e.Seq}
	if err := t.putEvent(at, raw); err != nil {
		return err
	}
	own.Seq, own.Hash = e.Seq, data.Chain(own.Hash, raw)
	if len(e.Facts) > 0 {
		x.Fact = bytes.Clone(e.Facts)
	}
	x.Events = append(x.Events, entry{place: at})
	return nil
}

// save appends one event with changes to a record's current state r, which it folds,
// and stores event, snapshot and index. The event may carry what a township can open; its
// fence rises with it, and where the case becomes the village's again.
func (t *txn) save(kind string, r data.Record, body data.Body, opened []byte) error {
	id, c := data.CommitteeID, (*data.Case)(nil)
	if c, _ = r.(*data.Case); c != nil {
		id = c.ID
	}
	if err := t.maySave(id, body.Changes); err != nil {
		return err
	}
	x, err := t.index(id)
	if err != nil {
		return err
	}
	secret, err := t.newCaseSecret(id)
	if err != nil {
		return err
	}
	key := seal.NewKey(secret)
	e := data.Event{
		UID: data.NewUID(), Kind: kind, Subject: id,
		Author: t.s.author, At: t.s.opt.Now().Unix(), Opened: opened,
	}
	if c == nil {
		data.Apply(r, &e, body)
	} else {
		e.Fence = c.Fence
		c.Save(&e, body)
		e.Facts = factRow(c)
		t.st.used(c.Year, c.Seq)
		t.drew(c)
	}
	plain, err := body.Encode()
	if err != nil {
		return err
	}
	if err := t.append(&e, seal.Seal(key, packEvent(plain), e.UID[:]), x); err != nil {
		return err
	}
	if err := t.putIndex(id, x); err != nil {
		return err
	}
	t.putSnapshot(id, key, r)
	return nil
}

// factRow returns the encoded fact row of a case, nil when it has none.
func factRow(c *data.Case) []byte {
	f, ok := data.FactOf(c)
	if !ok {
		return nil
	}
	return f.Encode()
}
