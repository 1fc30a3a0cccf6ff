package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"slices"

	"woshou/data"
)

// bbolt trusts its pages: a damaged one makes it panic, recurse without end or, worse,
// write over pages that are in use. So the tree of pages is walked here first, from
// the file and not the memory map, believing nothing. The layout is bbolt's, version 2.
const (
	pageSize     = 4096
	pageHeader   = 16
	elementSize  = 16
	bucketHeader = 16
	metaSize     = 64
	boltMagic    = 0xED0CDAED
	boltVersion  = 2
	bucketFlag   = 1
	noFreelist   = ^uint64(0)
	maxDepth     = 64
	minPages     = 4 // two metas, a freelist, a root
	longFreelist = 0xFFFF
)

// The kinds of pages.
const (
	branchPage   = 0x01
	leafPage     = 0x02
	metaPage     = 0x04
	freelistPage = 0x10
)

var le = binary.LittleEndian

// pages walks one file.
type pages struct {
	file io.ReaderAt
	high uint64   // pages below it exist
	used []uint64 // one bit a page: reachable, or free
	// rooms are for the pages on the way to the one that is read, by depth.
	rooms [maxDepth + 1][]byte
}

// checkPages reads every page that is in use and returns data.ErrDamaged when they do
// not form a whole file: each page reached once or free, in its place, its keys in
// order, its elements within it. The bytes of values are not judged here; their seals
// judge them.
func checkPages(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	root, free, high, err := readMetas(f)
	if err != nil {
		return err
	}
	if high < minPages || high > uint64(info.Size())/pageSize {
		return damagedPage(0)
	}
	p := &pages{file: f, high: high, used: make([]uint64, high/64+1)}
	p.take(0, 2)
	if err := p.tree(root, 0, nil); err != nil {
		return err
	}
	if err := p.freelist(free); err != nil {
		return err
	}
	for id := range high {
		if p.used[id/64]&(1<<(id%64)) == 0 {
			return damagedPage(id)
		}
	}
	return nil
}

func damagedPage(id uint64) error { return fmt.Errorf("page %d: %w", id, data.ErrDamaged) }

// readMetas returns the root page, the freelist's page and the number of pages. Both
// meta pages must be whole: a meta page fits one sector of the disk and is never half
// written, and with one lost nobody can say whether the newest save was in it.
func readMetas(f io.ReaderAt) (root, free, high uint64, err error) {
	var txids [2]uint64
	for id := range uint64(2) {
		b := make([]byte, pageHeader+metaSize)
		if _, err := f.ReadAt(b, int64(id*pageSize)); err != nil {
			return 0, 0, 0, damagedPage(id)
		}
		m := b[pageHeader:]
		sum := fnv.New64a()
		sum.Write(m[:metaSize-8])
		whole := le.Uint32(m) == boltMagic && le.Uint32(m[4:]) == boltVersion && le.Uint32(m[8:]) == pageSize &&
			le.Uint64(m[56:]) == sum.Sum64() && le.Uint64(b) == id && le.Uint16(b[8:]) == metaPage
		if !whole {
			return 0, 0, 0, damagedPage(id)
		}
		if txids[id] = le.Uint64(m[48:]); txids[id] >= txids[0] {
			root, free, high = le.Uint64(m[16:]), le.Uint64(m[32:]), le.Uint64(m[40:])
		}
	}
	if txids[0] == txids[1] {
		return 0, 0, 0, damagedPage(1)
	}
	return root, free, high, nil
}

// take marks n pages as used; false when one is not there or already used.
func (p *pages) take(id, n uint64) bool {
	if id >= p.high || n > p.high-id {
		return false
	}
	for ; n > 0; id, n = id+1, n-1 {
		bit := uint64(1) << (id % 64)
		if p.used[id/64]&bit != 0 {
			return false
		}
		p.used[id/64] |= bit
	}
	return true
}

// read returns a whole page with its overflow, and takes it. The bytes stay as they are
// until the next page of this depth is read.
func (p *pages) read(id uint64, depth int) ([]byte, error) {
	if id < 2 || id >= p.high || depth > maxDepth {
		return nil, damagedPage(id)
	}
	b := slices.Grow(p.rooms[depth][:0], pageSize)[:pageSize]
	if _, err := p.file.ReadAt(b, int64(id*pageSize)); err != nil {
		return nil, damagedPage(id)
	}
	n := 1 + uint64(le.Uint32(b[12:]))
	if le.Uint64(b) != id || !p.take(id, n) {
		return nil, damagedPage(id)
	}
	b = slices.Grow(b, int(n-1)*pageSize)[:n*pageSize]
	p.rooms[depth] = b
	if n == 1 {
		return b, nil
	}
	if _, err := p.file.ReadAt(b[pageSize:], int64((id+1)*pageSize)); err != nil {
		return nil, damagedPage(id)
	}
	return b, nil
}

// tree walks a bucket's tree from a page; first is the key its parent has for it, nil
// at the root.
func (p *pages) tree(id uint64, depth int, first []byte) error {
	b, err := p.read(id, depth)
	if err != nil {
		return err
	}
	switch le.Uint16(b[8:]) {
	case branchPage:
		return p.branch(b, id, depth, first)
	case leafPage:
		return p.leaf(b, id, depth, first)
	}
	return damagedPage(id)
}

func (p *pages) branch(b []byte, id uint64, depth int, first []byte) error {
	keys := keyOrder{first: first}
	count := int(le.Uint16(b[10:]))
	if count == 0 || pageHeader+count*elementSize > len(b) {
		return damagedPage(id)
	}
	for i := range count {
		at := pageHeader + i*elementSize
		key := part(b, at, le.Uint32(b[at:]), le.Uint32(b[at+4:]))
		if !keys.next(key) {
			return damagedPage(id)
		}
		if err := p.tree(le.Uint64(b[at+8:]), depth+1, key); err != nil {
			return err
		}
	}
	return nil
}

func (p *pages) leaf(b []byte, id uint64, depth int, first []byte) error {
	keys := keyOrder{first: first}
	count := int(le.Uint16(b[10:]))
	if pageHeader+count*elementSize > len(b) {
		return damagedPage(id)
	}
	for i := range count {
		at := pageHeader + i*elementSize
		pos, ksize, vsize := le.Uint32(b[at+4:]), le.Uint32(b[at+8:]), le.Uint32(b[at+12:])
		key, value := part(b, at, pos, ksize), part(b, at, pos+ksize, vsize)
		if pos+ksize < pos || value == nil || !keys.next(key) {
			return damagedPage(id)
		}
		switch le.Uint32(b[at:]) {
		case 0:
		case bucketFlag:
			if err := p.bucketIn(value, id, depth); err != nil {
				return err
			}
		default:
			return damagedPage(id)
		}
	}
	return nil
}

// bucketIn walks the bucket that a leaf's value describes: a tree of its own, or, when
// it is small, a leaf within the value.
func (p *pages) bucketIn(value []byte, id uint64, depth int) error {
	if len(value) < bucketHeader {
		return damagedPage(id)
	}
	if root := le.Uint64(value); root != 0 {
		return p.tree(root, depth+1, nil)
	}
	inline := value[bucketHeader:]
	// It has no place in the file: bbolt would free the page that its number names.
	placeless := len(inline) >= pageHeader && le.Uint64(inline) == 0 && le.Uint32(inline[12:]) == 0
	if !placeless || le.Uint16(inline[8:]) != leafPage {
		return damagedPage(id)
	}
	return p.leaf(inline, id, depth, nil)
}

// part returns size bytes that start pos after at, nil when they are not in b.
func part(b []byte, at int, pos, size uint32) []byte {
	from := uint64(at) + uint64(pos)
	if from+uint64(size) > uint64(len(b)) {
		return nil
	}
	return b[from : from+uint64(size) : from+uint64(size)]
}

// keyOrder checks that keys rise, from the key that the page above has for this one: bbolt
// looks there for that very key when it changes the page, and would keep a page it frees.
type keyOrder struct{ first, last []byte }

func (k *keyOrder) next(key []byte) bool {
	ok := len(key) > 0
	if k.last == nil {
		ok = ok && (k.first == nil || bytes.Equal(k.first, key))
	} else {
		ok = ok && bytes.Compare(k.last, key) < 0
	}
	k.last = key
	return ok
}

// freelist takes the pages that are free.
func (p *pages) freelist(id uint64) error {
	if id == noFreelist {
		return damagedPage(0) // this program always writes one
	}
	b, err := p.read(id, 0)
	if err != nil {
		return err
	}
	if le.Uint16(b[8:]) != freelistPage {
		return damagedPage(id)
	}
	count, ids := uint64(le.Uint16(b[10:])), b[pageHeader:]
	if count == longFreelist {
		count, ids = le.Uint64(ids), ids[8:]
	}
	if count > uint64(len(ids))/8 {
		return damagedPage(id)
	}
	for i := range count {
		if free := le.Uint64(ids[8*i:]); free < 2 || !p.take(free, 1) {
			return damagedPage(id)
		}
	}
	return nil
}
