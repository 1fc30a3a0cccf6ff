package search

import (
	"cmp"
	"math/bits"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"woshou/data"
)

// Index holds what can be found of many cases. Its methods may be called from several
// goroutines; a search sees the cases as they were when it began.
type Index struct {
	mu        sync.Mutex
	blocks    []*block
	near, far rarity
}

// Slot is where a case is in an Index. It never changes.
type Slot uint32

// scratch saves making an entry's bytes again and again.
var scratch = sync.Pool{New: func() any { return new(entry) }}

// Add takes a case in and returns its slot.
func (x *Index) Add(c *data.Case) Slot {
	e := scratch.Get().(*entry)
	defer scratch.Put(e)
	e.read(c)
	at, full := x.add(e)
	if full != nil {
		// The others need not wait for this.
		x.sign(at/perBlock, full.signed())
	}
	return at
}

// add returns the block too when it became full.
func (x *Index) add(e *entry) (at Slot, full *block) {
	x.mu.Lock()
	defer x.mu.Unlock()
	last := len(x.blocks) - 1
	if last < 0 || x.blocks[last].full() {
		x.blocks = append(x.blocks, new(block))
		last++
		// One case of a block is enough to know which bytes are rare.
		x.near.count(e.near)
		x.far.count(e.far)
	}
	b := x.blocks[last].add(e)
	x.blocks[last] = b
	at = Slot(last*perBlock + len(b.entries) - 1)
	if b.full() {
		return at, b
	}
	return at, nil
}

// sign puts a full block that has its signature in, unless it was made anew with its
// own meanwhile.
func (x *Index) sign(at Slot, b *block) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.blocks[at].signs == nil {
		x.blocks[at] = b
	}
}

// Put takes a case in as it is now, in place of what was in the slot.
func (x *Index) Put(at Slot, c *data.Case) {
	e := scratch.Get().(*entry)
	defer scratch.Put(e)
	e.read(c)
	x.mu.Lock()
	defer x.mu.Unlock()
	b := &x.blocks[at/perBlock]
	*b = (*b).replace(int(at%perBlock), e)
}

// Remove forgets a slot's case; nothing of it stays in memory once it returns and no
// search is under way. The slot may be Put again.
func (x *Index) Remove(at Slot) {
	x.mu.Lock()
	defer x.mu.Unlock()
	b := &x.blocks[at/perBlock]
	*b = (*b).forget(int(at % perBlock))
}

// Hits is what a search found, by slots. Nil has every slot.
type Hits struct{ bits []uint64 }

// Has reports whether the case of a slot was found.
func (h *Hits) Has(at Slot) bool {
	return h == nil || int(at/perBlock) < len(h.bits) && h.bits[at/perBlock]>>(at%perBlock)&1 != 0
}

// Count returns how many cases were found.
func (h *Hits) Count() int {
	n := 0
	for _, b := range h.bits {
		n += bits.OnesCount64(b)
	}
	return n
}

// Find looks for the cases in which every word of a text occurs: in names, pinyin and
// its initials, numbers, or any text; nil when the text has no words. Signs without a
// letter or digit beside them are not looked for.
func (x *Index) Find(text string) *Hits {
	fields := strings.Fields(fold(text))
	// Long words are in fewer cases, so they leave less to look through.
	slices.SortStableFunc(fields, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	fields = slices.Compact(fields)
	x.mu.Lock()
	blocks := slices.Clone(x.blocks)
	var words []word
	for _, s := range fields {
		if w, ok := newWord(s, &x.near, &x.far); ok {
			words = append(words, w)
		}
	}
	x.mu.Unlock()
	if len(words) == 0 {
		return nil
	}
	h := &Hits{make([]uint64, len(blocks))}
	share(len(blocks), func(i int) { h.bits[i] = blocks[i].find(words) })
	return h
}

// portion is how many blocks a processor takes at a time.
const portion = 16

// share calls f for each number below n, on all processors when there are many.
func share(n int, f func(int)) {
	var next atomic.Int64
	work := func() {
		for {
			from := int(next.Add(portion)) - portion
			if from >= n {
				return
			}
			for i := from; i < min(from+portion, n); i++ {
				f(i)
			}
		}
	}
	var others sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+portion-1)/portion) - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
}
