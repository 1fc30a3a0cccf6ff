package engine

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/wire"
)

// WriteEnrolStick writes a file by which this computer asks a township to take it, where
// there is no line; the code is one that the township made for a stick. The error is
// *data.Invalid for a slip in the code, wraps ErrStore, or is what writing answered.
func WriteEnrolStick(st *store.Store, code string, to io.Writer) error {
	parsed, err := wire.ParseCode(code)
	if err != nil {
		return err
	}
	link, err := deviceKey(st)
	if err != nil {
		return err
	}
	link.Asked = parsed.Pin[:]
	if err := st.SetLink(link); err != nil {
		return inStore(err)
	}
	r := enrolment(st)
	r.Proto, r.Secret = wire.Proto, parsed.Secret
	request, err := wire.SignEnrol(ed25519.NewKeyFromSeed(link.Key), r)
	if err != nil {
		return err
	}
	if err := wire.WriteStick(to, wire.StickEnrol, wire.SumsUp, request); err != nil {
		return fmt.Errorf("write stick: %w", err)
	}
	return nil
}

// takeEnrolled takes in a township's answer to a file of WriteEnrolStick. Another address of
// the same township stays: it may be reached again some day.
func takeEnrolled(st *store.Store, r *wire.StickReader) error {
	link := st.Link()
	head, resp, err := readEnrolled(r)
	if err != nil {
		return err
	}
	pin := wire.PinOf(head.Authority)
	switch known := len(link.Asked) > 0 && bytes.HasPrefix(pin[:], link.Asked); {
	case head.Device != st.Device():
		return ErrStickOther
	case !known && link.Village == resp.Village && bytes.Equal(pin[:], link.Pin):
		return nil // it was taken in before
	case !known:
		return ErrStickForged
	}
	address := ""
	if bytes.Equal(pin[:], link.Pin) {
		address = link.Address
	}
	return bind(st, link, address, pin[:], resp)
}

// readEnrolled reads such an answer to its end; the authority that it names has signed it.
func readEnrolled(r *wire.StickReader) (head *wire.StickHead, resp *wire.EnrolResponse, err error) {
	item, err := r.Next()
	if err == nil {
		head, err = wire.DecodeStickHead(item)
	}
	if err == nil {
		item, err = r.Next()
	}
	if err == nil {
		resp, err = wire.DecodeEnrolResponse(item)
	}
	if err == nil {
		_, err = r.Next()
	}
	switch {
	case err == nil: // it goes on
		return nil, nil, data.ErrDamaged
	case !errors.Is(err, io.EOF):
		return nil, nil, err
	case !vouched(head.Authority, r.Sum(), r.Vouch()):
		return nil, nil, ErrStickForged
	}
	return head, resp, resp.Reason.Err()
}
