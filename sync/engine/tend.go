package engine

import (
	"bytes"
	"errors"

	"woshou/data/store"
	"woshou/sync/wire"
)

// before saves what goes along with this round, so that it needs no exchange of its own. A
// record that was never in touch has nothing to say before it has read the stream.
func (e *Engine) before() error {
	if e.st.Link().LastOK.IsZero() {
		return nil
	}
	return e.tend()
}

// tend saves it, unless the record is not all there yet.
func (e *Engine) tend() error {
	if e.opt.Tend == nil || e.st.Filling() {
		return nil
	}
	return inStore(e.opt.Tend())
}

// goesOn reports whether another exchange is to follow: taking in what others wrote, what goes
// along, or a person may have added events meanwhile.
func (e *Engine) goesOn(do act, r *wire.Response) (again bool, err error) {
	again = do.again
	if do.final {
		again, err = e.settled(r)
	}
	waiting, _ := e.st.Pending()
	return again || waiting > 0, err
}

// settled follows an exchange after which nothing waited on either side: the record is all
// there, what goes along is saved, and the township gets the village's sealed key if it has
// none or another. It reports whether one more exchange is needed.
func (e *Engine) settled(r *wire.Response) (again bool, err error) {
	if link := e.st.Link(); !link.Offered() { // what this computer has and the stream lacks goes first
		return false, nil
	}
	if err := e.st.Filled(); err != nil {
		return false, inStore(err)
	}
	if err := e.tend(); err != nil {
		return false, err
	}
	if len(r.Village) == 0 || e.gave { // an older township keeps none
		return false, nil
	}
	sealed, err := e.st.SealedKey()
	if err != nil || bytes.Equal(wire.VillageDigest(sealed), r.Village) || len(sealed) == 0 {
		return false, inStore(err)
	}
	switch err := e.st.Share(); {
	case errors.Is(err, store.ErrUnsent):
		return false, nil
	case err != nil:
		return false, inStore(err)
	}
	e.village, e.gave = sealed, true
	return true, nil
}
