package postgres

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"woshou/sync/township/ledger/tables"
)

// writes is what a transaction wrote: by table and key, nil for what it removed.
type writes map[*tables.Table]map[string][]byte

func (w writes) set(t *tables.Table, key, value []byte) {
	if w[t] == nil {
		w[t] = map[string][]byte{}
	}
	w[t][string(key)] = value
}

// cache is what is known to be in the database: nil for a key that is known not to be
// there. It forgets what was not asked for while so much came new.
type cache struct {
	young, old map[cacheKey][]byte
	size       int
}

type cacheKey struct {
	table *tables.Table
	key   string
}

// cacheSize is how many bytes come new before the old ones go.
const cacheSize = 64 << 20

func (c *cache) get(t *tables.Table, key []byte) (value []byte, known bool) {
	k := cacheKey{t, string(key)}
	if value, known = c.young[k]; known {
		return value, true
	}
	if value, known = c.old[k]; known {
		c.set(k, value)
	}
	return value, known
}

func (c *cache) set(k cacheKey, value []byte) {
	if c.young == nil || c.size > cacheSize {
		c.old, c.young, c.size = c.young, map[cacheKey][]byte{}, 0
	}
	c.size += len(k.key) + len(value) + 100
	c.young[k] = value
}

func (c *cache) keep(w writes) {
	for t, records := range w {
		for key, value := range records {
			c.set(cacheKey{t, key}, value)
		}
	}
}

// source is where a transaction reads: connections, or one snapshot.
type source interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// txn is a transaction: what it wrote over what is known over what is in the database.
type txn struct {
	ctx    context.Context
	from   source
	known  *cache
	writes writes
	// direct makes it wait for what it does not know; otherwise it notes what that is
	// and ends the update.
	direct bool
	keys   []cacheKey
	spans  []span
	// read are the spans that were fetched.
	read map[string][]record
}

// record is one row of a span.
type record struct{ key, value []byte }

// span is a part of a table: the first records of a range.
type span struct {
	table *tables.Table
	tables.Range
}

func (s *span) name() string {
	return fmt.Sprintf("%s %x %x %v %d", s.table.Name, s.From, s.To, s.Reverse, s.Limit)
}

// unknown ends an update that reads what is not in memory.
type unknown struct{}

// begin forgets what was written and asked for.
func (t *txn) begin() { t.writes, t.keys, t.spans = writes{}, nil, nil }

// missed reports whether an update ended because of what it does not know.
func (t *txn) missed() bool { return len(t.keys)+len(t.spans) > 0 }

// lack gets what is not known, now or for the next time.
func (t *txn) lack() error {
	if !t.direct {
		panic(unknown{})
	}
	return t.fetch()
}

// Get returns a value.
func (t *txn) Get(table *tables.Table, key []byte) ([]byte, error) {
	if v, written := t.writes[table][string(key)]; written {
		return v, nil
	}
	if v, known := t.known.get(table, key); known {
		return v, nil
	}
	t.keys = append(t.keys, cacheKey{table, string(key)})
	if err := t.lack(); err != nil {
		return nil, err
	}
	v, _ := t.known.get(table, key)
	return v, nil
}

// Fetch gets many values at once.
func (t *txn) Fetch(table *tables.Table, keys [][]byte) error {
	n := len(t.keys)
	for _, key := range keys {
		if _, written := t.writes[table][string(key)]; written {
			continue
		}
		if _, known := t.known.get(table, key); !known {
			t.keys = append(t.keys, cacheKey{table, string(key)})
		}
	}
	if len(t.keys) == n {
		return nil
	}
	return t.lack()
}

// Each calls f with every record that is stored of a table.
func (t *txn) Each(table *tables.Table, f func(k, v []byte) error) error {
	columns, order := "''::bytea, key", "key"
	if table.ByVillage {
		columns, order = "village, key", "village, key"
	}
	found, err := t.from.Query(t.ctx, "SELECT "+columns+", value FROM "+prefix+table.Name+" ORDER BY "+order)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var village, key, value []byte
		if err := found.Scan(&village, &key, &value); err != nil {
			return err
		}
		if err := f(append(village, key...), value); err != nil {
			return err
		}
	}
	return found.Err()
}

// Put writes a value.
func (t *txn) Put(table *tables.Table, key, value []byte) error {
	if value == nil {
		value = []byte{}
	}
	t.writes.set(table, key, value)
	return nil
}

// Delete removes a record.
func (t *txn) Delete(table *tables.Table, key []byte) error {
	t.writes.set(table, key, nil)
	return nil
}

// How many records of a range are read at once: first, and then.
const firstSpan, nextSpan = 64, 1024

// Scan calls f with the records of a range: those of the database, span by span, with
// what was written over them.
func (t *txn) Scan(table *tables.Table, r tables.Range, f func(k, v []byte) (bool, error)) error {
	left := r.Limit
	for size := firstSpan; ; size = nextSpan {
		s := span{table, r}
		s.Limit = size
		if left > 0 && left < size {
			s.Limit = left
		}
		stored, err := t.span(&s)
		if err != nil {
			return err
		}
		whole := len(stored) < s.Limit
		part := r
		if !whole {
			part = upTo(r, stored[len(stored)-1].key)
		}
		for _, rec := range t.over(table, part, stored) {
			if more, err := f(rec.key, rec.value); err != nil || !more {
				return err
			}
			if left--; left == 0 {
				return nil
			}
		}
		if whole {
			return nil
		}
		r = behind(r, stored[len(stored)-1].key)
	}
}

// upTo ends a range with a key; behind begins it after the key.
func upTo(r tables.Range, key []byte) tables.Range {
	if r.Reverse {
		r.From = key
	} else {
		r.To = next(key)
	}
	return r
}

func behind(r tables.Range, key []byte) tables.Range {
	if r.Reverse {
		r.To = key
	} else {
		r.From = next(key)
	}
	return r
}

// next is the first key after another.
func next(key []byte) []byte { return append(bytes.Clone(key), 0) }

// over puts what was written to a range over what is stored of it.
func (t *txn) over(table *tables.Table, r tables.Range, stored []record) []record {
	written := t.writes[table]
	if len(written) == 0 {
		return stored
	}
	var out []record
	for _, rec := range stored {
		if _, changed := written[string(rec.key)]; !changed {
			out = append(out, rec)
		}
	}
	n := len(out)
	for key, value := range written {
		if value != nil && key >= string(r.From) && (r.To == nil || key < string(r.To)) {
			out = append(out, record{[]byte(key), value})
		}
	}
	if len(out) > n {
		slices.SortFunc(out, func(a, b record) int { return bytes.Compare(a.key, b.key) * sign(r.Reverse) })
	}
	return out
}

func sign(reverse bool) int {
	if reverse {
		return -1
	}
	return 1
}

// span returns the first records of a range as they are stored.
func (t *txn) span(s *span) ([]record, error) {
	name := s.name()
	if found, read := t.read[name]; read {
		return found, nil
	}
	t.spans = append(t.spans, *s)
	if err := t.lack(); err != nil {
		return nil, err
	}
	return t.read[name], nil
}

// fetch reads what was asked for, in one exchange with the database.
func (t *txn) fetch() error {
	keys := wanted(t.keys)
	batch := &pgx.Batch{}
	for i := range keys {
		keys[i].queue(batch)
	}
	for i := range t.spans {
		t.spans[i].queue(batch)
	}
	answers := t.from.SendBatch(t.ctx, batch)
	err := t.receive(answers, keys)
	if closed := answers.Close(); err == nil {
		err = closed
	}
	if err == nil {
		t.keys, t.spans = nil, nil
	}
	return err
}

func (t *txn) receive(answers pgx.BatchResults, keys []want) error {
	for _, w := range keys {
		found, err := rows(answers)
		if err != nil {
			return err
		}
		there := map[string][]byte{}
		for _, rec := range found {
			there[string(rec.key)] = rec.value
		}
		for i, key := range w.keys {
			whole := string(w.villages[i]) + string(key)
			t.known.set(cacheKey{w.table, whole}, there[whole])
		}
	}
	if t.read == nil {
		t.read = map[string][]record{}
	}
	for i := range t.spans {
		s := &t.spans[i]
		found, err := rows(answers)
		if err != nil {
			return err
		}
		t.read[s.name()] = found
	}
	return nil
}

// rows reads one answer; the keys get their village's part back.
func rows(answers pgx.BatchResults) (out []record, err error) {
	result, err := answers.Query()
	if err != nil {
		return nil, err
	}
	defer result.Close()
	for result.Next() {
		var village, key, value []byte
		if err := result.Scan(&village, &key, &value); err != nil {
			return nil, err
		}
		if value == nil {
			value = []byte{}
		}
		out = append(out, record{append(village, key...), value})
	}
	return out, result.Err()
}

// want is keys of one table, each with its village's part where the table is by village.
type want struct {
	table          *tables.Table
	villages, keys [][]byte
}

func wanted(keys []cacheKey) (out []want) {
	at := map[*tables.Table]int{}
	seen := map[cacheKey]bool{}
	for _, k := range keys {
		if seen[k] {
			continue
		}
		seen[k] = true
		i, there := at[k.table]
		if !there {
			i = len(out)
			at[k.table] = i
			out = append(out, want{table: k.table})
		}
		village, rest := split(k.table, []byte(k.key))
		out[i].villages, out[i].keys = append(out[i].villages, village), append(out[i].keys, rest)
	}
	return out
}

func (w *want) queue(batch *pgx.Batch) {
	if w.table.ByVillage {
		batch.Queue(sql[w.table].get, w.villages, w.keys)
		return
	}
	batch.Queue(sql[w.table].get, w.keys)
}

// queue asks for a span. A range of a table by village lies within one village.
func (s *span) queue(batch *pgx.Batch) {
	village, from := split(s.table, s.From)
	var where []string
	var args []any
	add := func(condition string, arg []byte) {
		args = append(args, arg)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	if s.table.ByVillage {
		add("village = $%d", village)
	}
	if len(from) > 0 {
		add("key >= $%d", from)
	}
	if to := s.To; to != nil {
		same, rest := split(s.table, to)
		if !s.table.ByVillage {
			add("key < $%d", to)
		} else if bytes.Equal(same, village) {
			add("key < $%d", rest)
		}
	}
	column := "''::bytea"
	if s.table.ByVillage {
		column = "village"
	}
	query := "SELECT " + column + ", key, value FROM " + prefix + s.table.Name
	for i, condition := range where {
		query += [2]string{" WHERE ", " AND "}[min(i, 1)] + condition
	}
	query += " ORDER BY key" + [2]string{"", " DESC"}[(1-sign(s.Reverse))/2]
	args = append(args, s.Limit)
	batch.Queue(query+fmt.Sprintf(" LIMIT $%d", len(args)), args...)
}
