package engine

import (
	"bytes"
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"io"
	"slices"

	"filippo.io/age"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/wire"
)

// peerBytes bounds the events of one item of a file between two computers of a village.
const peerBytes = 512 << 10

// WritePeer writes a file with all events that are here, for another computer of the same
// village: what that has already does no harm. With files, photos and scans go along. Only
// computers of the village can open it. The error wraps ErrStore or is to's.
func WritePeer(st *store.Store, to io.Writer, files bool) (out Stick, err error) {
	village, err := age.ParseX25519Recipient(st.Recipient())
	if err != nil {
		return out, fmt.Errorf("write stick: %w", err)
	}
	sealed, err := age.Encrypt(to, village)
	if err != nil {
		return out, fmt.Errorf("write stick: %w", err)
	}
	w, err := wire.NewStick(sealed, wire.StickPeer)
	if err == nil {
		err = st.EachLog(func(id data.CaseID, key []byte, events [][]byte) error {
			out.Events += len(events)
			return putLog(w, wire.WrappedKey{Case: id, Key: key}, events)
		})
	}
	if err == nil && files {
		out.Files, err = putFiles(w, st)
	}
	if err == nil {
		err = w.End(func(sum data.Hash) ([]byte, error) { return st.Vouch(sum), nil })
	}
	if err = errors.Join(err, sealed.Close()); err != nil {
		return Stick{}, fmt.Errorf("write stick: %w", err)
	}
	return out, nil
}

// putLog writes a case's events in items that are not too large.
func putLog(w *wire.StickWriter, key wire.WrappedKey, events [][]byte) error {
	for len(events) > 0 {
		n, size := 0, 0
		for n < len(events) && (n == 0 || size+len(events[n]) <= peerBytes) {
			size += len(events[n])
			n++
		}
		if err := putCase(w, &wire.StickCase{Key: key, Events: events[:n]}); err != nil {
			return err
		}
		events = events[n:]
	}
	return nil
}

func putCase(w *wire.StickWriter, c *wire.StickCase) error {
	item, err := c.Encode()
	if err != nil {
		return err
	}
	return w.Put(item)
}

// putFiles writes the pieces of the files that are here.
func putFiles(w *wire.StickWriter, st *store.Store) (n int, err error) {
	for _, f := range st.SealedFiles() {
		sum, err := st.SumSealed(f)
		if err != nil {
			continue // it is not here, or damaged
		}
		for at := int64(0); at < f.Size; {
			part, err := st.ReadSealed(f, at, wire.MaxFilePiece)
			if err != nil {
				return n, inStore(err)
			}
			p := pieceOf(f, sum)
			p.Offset, p.Bytes = uint64(at), part
			if err := putCase(w, &wire.StickCase{Key: wire.WrappedKey{Case: f.Case}, Pieces: []wire.FilePiece{p}}); err != nil {
				return n, err
			}
			at += int64(len(part))
		}
		n++
	}
	return n, nil
}

// TakePeer takes in a file of another computer of the village. Both later meet at the
// township without any event having a second effect (rule R6). Nothing is taken from a file
// that is not whole or not of this village. The error wraps ErrStickOther, ErrStickForged,
// wire.ErrForeign, data.ErrDamaged, data.ErrNewer or ErrStore.
func (e *Engine) TakePeer(ctx context.Context, from io.ReadSeeker) (Stick, error) {
	if err := e.hold(ctx); err != nil {
		return Stick{}, err
	}
	defer e.release()
	p := peerDown{st: e.st}
	err := p.each(from, func(*wire.StickCase) error { return nil })
	if err == nil {
		_, err = from.Seek(0, io.SeekStart)
	}
	if err == nil {
		err = p.each(from, p.events)
	}
	if err == nil {
		_, err = from.Seek(0, io.SeekStart)
	}
	if err == nil { // now the record names them
		_, p.fetch = e.st.FileQueue(data.Epoch{})
		err = p.each(from, p.pieces)
	}
	if err != nil {
		return p.out, fmt.Errorf("take in stick: %w", err)
	}
	return p.out, nil
}

type peerDown struct {
	st    *store.Store
	fetch []store.SealedFile
	out   Stick
}

// each opens the file, hands over its items and checks who wrote it.
func (p *peerDown) each(from io.Reader, do func(*wire.StickCase) error) error {
	r, err := openSealed(p.st, from, wire.StickPeer)
	for err == nil {
		var item []byte
		if item, err = r.Next(); err != nil {
			break
		}
		var c *wire.StickCase
		if c, err = wire.DecodeStickCase(item); err == nil {
			err = do(c)
		}
	}
	if !errors.Is(err, io.EOF) {
		return err
	}
	if !hmac.Equal(r.Vouch(), p.st.Vouch(r.Sum())) {
		return ErrStickForged
	}
	return nil
}

func (p *peerDown) events(c *wire.StickCase) error {
	if len(c.Events) == 0 {
		return nil
	}
	fresh, err := p.st.TakeIn(c.Key.Case, bytes.Clone(c.Key.Key), c.Events)
	p.out.Events += fresh
	return inStore(err)
}

// pieces takes in pieces of files that are not here; one that is no use stops no other.
func (p *peerDown) pieces(c *wire.StickCase) error {
	for i := range c.Pieces {
		piece := &c.Pieces[i]
		at := slices.IndexFunc(p.fetch, func(f store.SealedFile) bool { return linkName(f) == piece.Name && uint64(f.Size) == piece.Size })
		if at < 0 {
			continue
		}
		have, err := p.st.AddPart(p.fetch[at], piece.Sum, int64(piece.Offset), piece.Bytes)
		switch {
		case errors.Is(err, data.ErrDamaged):
			p.fetch = slices.Delete(p.fetch, at, at+1)
		case err != nil:
			return inStore(err)
		case have == p.fetch[at].Size:
			p.out.Files++
			p.fetch = slices.Delete(p.fetch, at, at+1)
		}
	}
	return nil
}
