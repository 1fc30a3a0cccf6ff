package store

import (
	"cmp"
	"runtime"
	"slices"

	"woshou/data"
	"woshou/data/seal"
	"woshou/data/search"
)

// memory is what lists, searches and totals are answered from.
type memory struct {
	committee *data.Committee
	items     map[data.CaseID]*item
	list      roster
	facts     data.FactSum // over the rows of items
	factRows  int
	rows      []Row // list's rows, made when asked for
	recent    map[data.CaseID]*data.Case
	text      *search.Index
	unread    map[search.Slot]*data.Case // saved, and not yet in text
	known
}

// known is what memory keeps of the file's state.
type known struct {
	numbers map[int]int
	head    chain
	device  data.DeviceID
	acked   uint64
	pending pending
	link    Link
	// filling and arrivals are the state's.
	filling  *filling
	arrivals uint64
}

func newMemory() memory {
	return memory{
		committee: new(data.Committee),
		items:     map[data.CaseID]*item{},
		recent:    map[data.CaseID]*data.Case{},
		text:      new(search.Index),
		unread:    map[search.Slot]*data.Case{},
	}
}

// maxRecent bounds how many decoded cases memory keeps.
const maxRecent = 64

// maxUnread bounds how many cases wait to be read for searches.
const maxUnread = 256

// loadMemory builds memory from the file and checks that the file's content is whole.
func (t *txn) loadMemory() (*content, error) {
	if err := t.checkLog(); err != nil {
		return nil, err
	}
	m := newMemory()
	found, err := t.content(m.text)
	if err != nil {
		return nil, err
	}
	if err := t.checkContent(found); err != nil {
		return nil, err
	}
	for _, it := range found.items {
		m.items[it.row.ID] = it
		m.count(nil, it)
	}
	m.list = newRoster(found.items)
	if _, err := t.load(data.CommitteeID, m.committee); err != nil {
		return nil, err
	}
	if m.known, err = t.known(); err != nil {
		return nil, err
	}
	t.s.mu.Lock()
	t.s.mem = m
	t.s.mu.Unlock()
	return found, nil
}

// known reads what memory keeps of the file's state.
func (t *txn) known() (k known, err error) {
	k = known{numbers: t.st.Numbers, head: *t.st.own(), device: t.st.Device, acked: t.st.Acked, filling: t.st.Filling, arrivals: t.st.Arrivals}
	if k.link, err = t.link(); err != nil {
		return k, err
	}
	k.pending, err = t.pending()
	return k, err
}

// stored is the sealed bytes of one case, copied out of the file.
type stored struct {
	id               data.CaseID
	key, facts, body []byte
}

type content struct {
	sum   contentSum // of keys and facts
	cases contentSum
	older []data.CaseID // a newer program than the one that folded them may fold otherwise
	items []*item
	err   error
}

// content reads every case with as many processors as there are. The cases are taken
// into text when there is one.
func (t *txn) content(text *search.Index) (*content, error) {
	work := make(chan []stored, 4)
	out := make(chan *content)
	n := runtime.GOMAXPROCS(0)
	for range n {
		go func() { out <- t.s.decode(work, text) }()
	}
	all := new(content)
	sent := guard(func() error { return t.send(work) }) // close(work) in any case
	close(work)
	for range n {
		part := <-out
		all.sum.merge(part.sum)
		all.cases.merge(part.cases)
		all.older = append(all.older, part.older...)
		all.items = append(all.items, part.items...)
		if all.err == nil {
			all.err = part.err
		}
	}
	return all, cmp.Or(sent, all.err)
}

// batchSize is how many cases are decoded together.
const batchSize = 64

// send walks the buckets side by side and hands out the cases in batches.
func (t *txn) send(work chan<- []stored) error {
	var batch []stored
	var room []byte // for one batch
	clone := func(b []byte) []byte {
		if b == nil {
			return nil
		}
		if len(b) > cap(room)-len(room) {
			room = make([]byte, 0, max(len(b), batchSize<<10))
		}
		room = append(room, b...)
		return room[len(room)-len(b) : len(room) : len(room)]
	}
	keys, bodies := t.bucket(bucketKeys), t.bucket(bucketCases)
	err := t.bucket(bucketFacts).ForEach(func(k, v []byte) error {
		if len(k) != len(data.CaseID{}) {
			return errContent
		}
		batch = append(batch, stored{data.CaseID(k), clone(keys.Get(k)), clone(v), clone(bodies.Get(k))})
		if len(batch) == batchSize {
			work <- batch
			batch = nil
		}
		return nil
	})
	work <- batch
	return err
}

func clone(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append(make([]byte, 0, len(b)), b...)
}

func (s *Store) decode(work <-chan []stored, text *search.Index) *content {
	out, c := new(content), new(data.Case)
	for batch := range work {
		for _, st := range batch {
			out.sum.add(bucketKeys, st.id[:], st.key)
			out.sum.add(bucketFacts, st.id[:], st.facts)
			out.cases.add(bucketCases, st.id[:], st.body)
			if st.id == data.CommitteeID || out.err != nil {
				continue
			}
			it, err := s.decodeItem(&st, c, text)
			if out.err = err; it == nil {
				continue
			}
			if out.items = append(out.items, it); it.older {
				out.older = append(out.older, st.id)
			}
		}
	}
	return out
}

// decodeItem returns nil for a case of which only the key has come. It decodes into c.
func (s *Store) decodeItem(st *stored, c *data.Case, text *search.Index) (*item, error) {
	plain, err := seal.Open(s.master, st.facts, ad(bucketFacts, st.id[:]))
	if err != nil {
		return nil, wrap("facts", err)
	}
	x, err := decodeIndex(plain)
	if err != nil || len(x.Events) == 0 {
		return nil, err
	}
	var secret []byte
	if st.key != nil {
		if secret, err = seal.Open(s.master, st.key, ad(bucketKeys, st.id[:])); err != nil {
			return nil, errContent
		}
	}
	*c = data.Case{ID: st.id}
	if st.key != nil && st.body != nil {
		if len(secret) != keySize {
			return nil, errContent
		}
		if err := readSnapshot(seal.NewKey(secret), st.id, st.body, c); err != nil {
			return nil, err
		}
	}
	it := newItem(c, x.Fact)
	it.row.Destroyed, it.older = st.key != nil && len(secret) == 0, len(c.Extra) > 0 || len(c.Conflicts) > 1
	if text != nil {
		it.slot = text.Add(c)
	}
	return it, nil
}

// news is what memory has to learn of a transaction.
type news struct {
	known
	committee *data.Committee
	fresh     map[data.CaseID]*item
	cases     map[data.CaseID]*data.Case
}

// news reads what a transaction changed, before it ends.
func (t *txn) news() (n *news, err error) {
	n = &news{fresh: map[data.CaseID]*item{}, cases: map[data.CaseID]*data.Case{}}
	for id := range t.touched {
		if id != data.CommitteeID {
			err = t.newsOf(id, n)
		} else {
			n.committee = new(data.Committee)
			_, err = t.load(id, n.committee)
		}
		if err != nil {
			return nil, err
		}
	}
	n.known, err = t.known()
	return n, err
}

func (t *txn) newsOf(id data.CaseID, n *news) error {
	fact, noted := t.facts[id]
	if !noted {
		x, err := t.index(id)
		if err != nil || len(x.Events) == 0 {
			return err // of a case without events there is nothing to show
		}
		fact = x.Fact
	}
	c, found := t.records[id].(*data.Case)
	if !found {
		var err error
		c = &data.Case{ID: id}
		if found, err = t.load(id, c); err != nil {
			return err
		}
	}
	it := newItem(c, fact)
	if n.fresh[id] = it; found {
		n.cases[id] = c
	} else {
		it.row.Destroyed = t.s.destroyed(id, t.get(bucketKeys, id[:]))
	}
	return nil
}

// take makes memory learn. It is called with the lock of memory held.
func (m *memory) take(n *news) {
	m.known = n.known
	if n.committee != nil {
		m.committee = n.committee
	}
	m.replace(n.fresh, n.cases)
}

// replace puts fresh items in the place of old ones.
func (m *memory) replace(fresh map[data.CaseID]*item, cases map[data.CaseID]*data.Case) {
	if len(fresh) == 0 {
		return
	}
	list := make([]*item, 0, len(fresh))
	for id, it := range fresh {
		delete(m.recent, id)
		old, c := m.items[id], cases[id]
		m.count(old, it)
		if old != nil {
			it.slot = old.slot
		} else {
			it.slot = m.text.Add(&data.Case{})
		}
		if c != nil {
			m.unread[it.slot] = c // when somebody searches: saving need not wait for it
		} else if old != nil {
			delete(m.unread, it.slot)
			m.text.Remove(it.slot)
		}
		m.items[id], list = it, append(list, it)
	}
	m.list.put(list)
	m.rows = nil
	for id, c := range cases {
		m.keep(id, c)
	}
}

// count keeps the sum of the fact rows when an item takes another's place; old is nil for
// a new case.
func (m *memory) count(old, it *item) {
	if old != nil && len(old.fact) > 0 {
		m.facts, m.factRows = m.facts.Minus(old.fact), m.factRows-1
	}
	if len(it.fact) > 0 {
		m.facts, m.factRows = m.facts.Plus(it.fact), m.factRows+1
	}
}

// readUp brings the index of texts up to date, but for so many cases.
func (m *memory) readUp(but int) {
	for slot, c := range m.unread {
		if len(m.unread) <= but {
			return
		}
		m.text.Put(slot, c)
		delete(m.unread, slot)
	}
}

// keep remembers a decoded case. Nobody changes it any more.
func (m *memory) keep(id data.CaseID, c *data.Case) {
	if len(m.recent) >= maxRecent {
		clear(m.recent)
	}
	m.recent[id] = c
}

// OnChange has fn called after every save and every arrival, with the subjects that
// changed, in the goroutine of the save, when the save is done.
func (s *Store) OnChange(fn func(ids []data.CaseID)) {
	s.hearing.Lock()
	defer s.hearing.Unlock()
	s.changed = append(s.changed, fn)
}

func (s *Store) tell(touched map[data.CaseID]bool) {
	if len(touched) == 0 {
		return
	}
	var ids []data.CaseID
	for id := range touched {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b data.CaseID) int { return slices.Compare(a[:], b[:]) })
	s.hearing.Lock()
	fns := slices.Clone(s.changed)
	s.hearing.Unlock()
	for _, fn := range fns {
		fn(ids)
	}
}
