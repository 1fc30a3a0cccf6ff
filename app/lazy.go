package app

// lazy is what a screen shows of all dossiers. It is read outside the window's goroutine,
// because decoding them takes seconds in a large record.
type lazy[T any] struct {
	value       *T
	key         any
	fresh, busy bool
}

// get returns what is known for a key, nil at first, and reads it anew; show is called when
// that is done and gets it from here.
func (l *lazy[T]) get(a *App, key any, read func() *T, show func()) *T {
	if l.key != key {
		l.value, l.fresh, l.key = nil, false, key
	}
	if l.fresh || l.busy {
		l.fresh = false
		return l.value
	}
	l.busy = true
	background(func() (*T, error) { return read(), nil }, func(v *T, err error) {
		l.busy = false
		switch {
		case err != nil:
			a.fail(err)
			return
		case l.key == key:
			l.value, l.fresh = v, true
		}
		show()
		l.fresh = false
	})
	return l.value
}
