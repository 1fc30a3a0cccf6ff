package postgres

import (
	"bytes"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"woshou/sync/township/ledger/tables"
)

// keyOf is a key of a table.
type keyOf struct {
	table *tables.Table
	key   string
}

// source is where a transaction reads: connections, or one snapshot.
type source interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// txn is a transaction: what lies over the database, and the database.
type txn struct {
	tables.Overlay
	ctx  context.Context
	from source
	// direct makes it wait for what it does not know; otherwise it notes what that is
	// and ends the update.
	direct bool
	keys   []keyOf
	spans  []span
	// read are the spans that were fetched.
	read map[string][]tables.Record
}

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

// newTxn returns a transaction that waits for what it does not know.
func newTxn(ctx context.Context, from source, known *tables.Known) *txn {
	return &txn{Overlay: tables.Overlay{Known: known, Writes: tables.Writes{}}, ctx: ctx, from: from, direct: true}
}

// asked returns how much was asked for and not fetched yet.
func (t *txn) asked() int { return len(t.keys) + len(t.spans) }

// lack gets what is not known, now or for the next time.
func (t *txn) lack() error {
	if !t.direct {
		panic(unknown{})
	}
	return t.fetch()
}

// Get returns a value. What was fetched may be forgotten meanwhile, when something failed to
// be written: then it is fetched again.
func (t *txn) Get(table *tables.Table, key []byte) ([]byte, error) {
	for {
		if v, known := t.Overlay.Get(table, key); known {
			return v, nil
		}
		t.keys = append(t.keys, keyOf{table, string(key)})
		if err := t.lack(); err != nil {
			return nil, err
		}
	}
}

// Fetch gets many values at once.
func (t *txn) Fetch(table *tables.Table, keys [][]byte) error {
	n := len(t.keys)
	for _, key := range keys {
		if _, known := t.Overlay.Get(table, key); !known {
			t.keys = append(t.keys, keyOf{table, string(key)})
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

// Scan calls f with the records of a range: those of the database with what was written
// over them.
func (t *txn) Scan(table *tables.Table, r tables.Range, f func(k, v []byte) (bool, error)) error {
	return t.Overlay.Scan(table, r, func(r tables.Range) ([]tables.Record, error) { return t.span(&span{table, r}) }, f)
}

// span returns the first records of a range as they are stored.
func (t *txn) span(s *span) ([]tables.Record, error) {
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
			there[string(rec.Key)] = rec.Value
		}
		for i, key := range w.keys {
			whole := string(w.villages[i]) + string(key)
			t.Known.Set(w.table, whole, there[whole])
		}
	}
	if t.read == nil {
		t.read = map[string][]tables.Record{}
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
func rows(answers pgx.BatchResults) (out []tables.Record, err error) {
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
		out = append(out, tables.Record{Key: append(village, key...), Value: value})
	}
	return out, result.Err()
}

// want is keys of one table, each with its village's part where the table is by village.
type want struct {
	table          *tables.Table
	villages, keys [][]byte
}

func wanted(keys []keyOf) (out []want) {
	at := map[*tables.Table]int{}
	seen := map[keyOf]bool{}
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
	query += " ORDER BY key"
	if s.Reverse {
		query += " DESC"
	}
	args = append(args, s.Limit)
	batch.Queue(query+fmt.Sprintf(" LIMIT $%d", len(args)), args...)
}
