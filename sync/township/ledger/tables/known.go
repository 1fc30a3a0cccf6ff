package tables

import (
	"cmp"
	"sync"
)

// Known is what a store is known to have: nil for a key that is known not to be there. Who
// alone writes to a store may keep what was read and written in memory. It forgets what was
// not asked for while Size bytes came new.
type Known struct {
	// Size is in bytes, 0 for usualSize; twice as much is kept at most.
	Size int

	mu         sync.Mutex
	young, old Writes
	size       int
}

const usualSize = 64 << 20

// Get returns what is known of a key.
func (c *Known) Get(t *Table, key []byte) (value []byte, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if value, known = c.young.Get(t, key); known {
		return value, true
	}
	if value, known = c.old.Get(t, key); known {
		c.set(t, string(key), value)
	}
	return value, known
}

// Set notes what a store has; nil says that it has nothing.
func (c *Known) Set(t *Table, key string, value []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(t, key, value)
}

func (c *Known) set(t *Table, key string, value []byte) {
	if c.young == nil || c.size > cmp.Or(c.Size, usualSize) {
		c.old, c.young, c.size = c.young, Writes{}, 0
	}
	c.size += len(key) + len(value) + 100
	c.young.set(t, key, value)
}

// Keep notes what became durable.
func (c *Known) Keep(w Writes) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for t, records := range w {
		for key, value := range records {
			c.set(t, key, value)
		}
	}
}

// Forget drops everything.
func (c *Known) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.young, c.old, c.size = nil, nil, 0
}
