package store

import (
	"cmp"
	"runtime"
	"slices"

	"woshou/data"
)

// memory is what lists, searches and totals are answered from.
type memory struct {
	committee *data.Committee
	numbers   map[int]int
	items     map[data.CaseID]*item
	order     []*item // newest first; replaced as a whole
	rows      []Row   // order's rows, made when asked for
	recent    map[data.CaseID]*data.Case
	head      chain
	device    data.DeviceID
	acked     uint64
	pending   pending
	link      Link
}

func newMemory() memory {
	return memory{
		committee: new(data.Committee),
		items:     map[data.CaseID]*item{},
		recent:    map[data.CaseID]*data.Case{},
	}
}

// maxRecent bounds how many decoded cases memory keeps.
const maxRecent = 64

// load builds memory from the file and checks that the file's content is whole.
func (s *Store) load() error {
	return s.view(func(t *txn) error {
		if err := t.checkLog(); err != nil {
			return err
		}
		found, err := t.content()
		if err != nil {
			return err
		}
		if found.sum != t.st.Content {
			return errContent
		}
		m := newMemory()
		for _, it := range found.items {
			m.items[it.row.ID] = it
		}
		m.order = found.items
		slices.SortFunc(m.order, newest)
		if _, err := t.load(data.CommitteeID, m.committee); err != nil {
			return err
		}
		if err := t.adopt(&m); err != nil {
			return err
		}
		s.mu.Lock()
		s.mem = m
		s.mu.Unlock()
		return nil
	})
}

// adopt copies what memory keeps of the file's state.
func (t *txn) adopt(m *memory) (err error) {
	m.head, m.device, m.acked = *t.st.own(), t.st.Device, t.st.Acked
	m.numbers = t.st.Numbers
	if m.link, err = t.link(); err != nil {
		return err
	}
	m.pending, err = t.pending()
	return err
}

// stored is the sealed bytes of one case, copied out of the file.
type stored struct {
	id               data.CaseID
	key, facts, body []byte
}

type content struct {
	sum   contentSum
	items []*item
	err   error
}

// content reads every case with as many processors as there are.
func (t *txn) content() (*content, error) {
	work := make(chan []stored, 4)
	out := make(chan *content)
	n := runtime.GOMAXPROCS(0)
	for range n {
		go func() { out <- t.s.decode(work) }()
	}
	all := new(content)
	sent := guard(func() error { return t.send(work) }) // close(work) in any case
	close(work)
	for range n {
		part := <-out
		all.sum.merge(part.sum)
		all.items = append(all.items, part.items...)
		if all.err == nil {
			all.err = part.err
		}
	}
	return all, cmp.Or(sent, all.err)
}

// send walks the buckets side by side and hands out the cases in batches.
func (t *txn) send(work chan<- []stored) error {
	var batch []stored
	keys, bodies := t.bucket(bucketKeys), t.bucket(bucketCases)
	err := t.bucket(bucketFacts).ForEach(func(k, v []byte) error {
		if len(k) != len(data.CaseID{}) {
			return errContent
		}
		batch = append(batch, stored{data.CaseID(k), clone(keys.Get(k)), clone(v), clone(bodies.Get(k))})
		if len(batch) == 64 {
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

func (s *Store) decode(work <-chan []stored) *content {
	out := new(content)
	for batch := range work {
		for _, st := range batch {
			out.sum.add(bucketKeys, st.id[:], st.key)
			out.sum.add(bucketFacts, st.id[:], st.facts)
			out.sum.add(bucketCases, st.id[:], st.body)
			if st.id == data.CommitteeID || out.err != nil {
				continue
			}
			it, err := s.decodeItem(&st)
			if out.err = err; it != nil {
				out.items = append(out.items, it)
			}
		}
	}
	return out
}

// decodeItem returns nil for a case of which only the key has come.
func (s *Store) decodeItem(st *stored) (*item, error) {
	plain, err := unseal(s.master, st.facts, ad(bucketFacts, st.id[:]))
	if err != nil {
		return nil, wrap("facts", err)
	}
	x, err := decodeIndex(plain)
	if err != nil || len(x.Events) == 0 {
		return nil, err
	}
	c := &data.Case{ID: st.id}
	if st.key != nil && st.body != nil {
		secret, err := unseal(s.master, st.key, ad(bucketKeys, st.id[:]))
		if err != nil || len(secret) != keySize {
			return nil, errContent
		}
		if err := readSnapshot(newAEAD(secret), st.id, st.body, c); err != nil {
			return nil, err
		}
	}
	return newItem(c, x.Fact), nil
}

// refresh brings memory up to date with the file after a transaction that touched
// these subjects.
func (s *Store) refresh(touched map[data.CaseID]bool) error {
	return s.view(func(t *txn) error {
		fresh := map[data.CaseID]*item{}
		cases := map[data.CaseID]*data.Case{}
		var committee *data.Committee
		for id := range touched {
			if id == data.CommitteeID {
				committee = new(data.Committee)
				if _, err := t.load(id, committee); err != nil {
					return err
				}
				continue
			}
			x, err := t.index(id)
			if err != nil {
				return err
			}
			c := &data.Case{ID: id}
			if len(x.Events) == 0 {
				continue
			}
			found, err := t.load(id, c)
			if err != nil {
				return err
			}
			fresh[id] = newItem(c, x.Fact)
			if found {
				cases[id] = c
			}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if committee != nil {
			s.mem.committee = committee
		}
		s.mem.replace(fresh, cases)
		return t.adopt(&s.mem)
	})
}

// replace puts fresh items in the place of old ones.
func (m *memory) replace(fresh map[data.CaseID]*item, cases map[data.CaseID]*data.Case) {
	if len(fresh) == 0 {
		return
	}
	order := slices.Clone(m.order)
	for id, it := range fresh {
		if old := m.items[id]; old != nil {
			at, _ := slices.BinarySearchFunc(order, old, newest)
			order = slices.Delete(order, at, at+1)
		}
		at, _ := slices.BinarySearchFunc(order, it, newest)
		order = slices.Insert(order, at, it)
		m.items[id] = it
	}
	m.order, m.rows = order, nil
	for id, c := range cases {
		if len(m.recent) >= maxRecent {
			clear(m.recent)
		}
		m.recent[id] = c
	}
}

// OnChange has fn called after every save and every arrival, with the subjects that
// changed, in the goroutine of the save, when the save is done.
func (s *Store) OnChange(fn func(ids []data.CaseID)) {
	s.mu.Lock()
	defer s.mu.Unlock()
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
	s.mu.RLock()
	fns := slices.Clone(s.changed)
	s.mu.RUnlock()
	for _, fn := range fns {
		fn(ids)
	}
}
