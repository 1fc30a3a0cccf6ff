package tables

import "sync"

// maxRead bounds how many records are kept read: the villages and devices of a county.
const maxRead = 100_000

// records keeps what small records read as, by their bytes: villages and devices are read
// with every exchange and almost never change. What stands for the bytes is the same in
// every store and at every time, so nothing here grows old.
var records readRecords

type readRecords struct {
	mu   sync.RWMutex
	read map[string]any
}

// get returns what bytes read as, nil if they were not read yet.
func (r *readRecords) get(b []byte) any {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.read[string(b)]
}

// put keeps what bytes read as.
func (r *readRecords) put(b []byte, v any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.read == nil || len(r.read) >= maxRead {
		r.read = map[string]any{}
	}
	r.read[string(b)] = v
}
