package engine

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/line"
	"woshou/sync/wire"
)

// Enrol binds this computer to the township whose address and one-time code are
// given, and stores the link. A try whose answer was lost may be repeated with the
// same code. The error is *data.Invalid for the address or a slip in the code, one
// of wire's reasons (ErrUnknownCode, ErrExpired, ErrUsed, ErrTries, ErrBusy, ErrFull), or as
// from HTTP.Exchange; the link is then as it was.
func Enrol(ctx context.Context, st *store.Store, address, code string) error {
	base, err := line.BaseURL(address)
	if err != nil {
		return err
	}
	parsed, err := wire.ParseCode(code)
	if err != nil {
		return err
	}
	link, err := deviceKey(st)
	if err != nil {
		return err
	}
	out := way{base, proxyOf(st)}
	resp, pin, err := enrol(ctx, out, parsed, ed25519.NewKeyFromSeed(link.Key), enrolment(st))
	if err != nil {
		return err
	}
	return bind(st, link, base, pin, resp)
}

// Move notes that the township of this computer is reached at another address from now on;
// it is known by its pin as before. The error is *data.Invalid for the address.
func Move(st *store.Store, address string) error {
	base, err := line.BaseURL(address)
	if err != nil {
		return err
	}
	link := st.Link()
	if link.Village == "" {
		return ErrNotEnrolled
	}
	link.Address = base
	return inStore(st.SetLink(link))
}

// enrolment returns what this computer says of itself when it asks to be taken.
func enrolment(st *store.Store) *wire.EnrolRequest {
	epoch, _, _ := st.Head()
	committee := st.Committee()
	return &wire.EnrolRequest{
		Device: st.Device(), Epoch: epoch, Area: committee.Area, Committee: wire.Cut(committee.Seal()),
	}
}

// bind stores the link to the township that took this computer.
func bind(st *store.Store, link store.Link, address string, pin []byte, resp *wire.EnrolResponse) error {
	was := link.Village
	// The cursor stays: at another township the first answer moves it, with the
	// events that it belongs to.
	link.Address, link.Pin, link.Village, link.Asked = address, pin, resp.Village, nil
	link.TownDigest, link.TownCases = data.Hash{}, 0
	if link.Village != was {
		link.Seal, link.SealWas, link.SealSince = "", "", time.Time{}
	}
	link.Sealed(resp.Seal, time.Now())
	return inStore(st.SetLink(link))
}

// SetProxy stores the proxy of this computer's line as somebody typed it, nothing for what the
// system says; *data.Invalid in "proxy" for what is none.
func SetProxy(st *store.Store, proxy string) error {
	if _, err := line.CheckProxy(proxy); err != nil {
		return err
	}
	return inStore(st.SetProxy(strings.TrimSpace(proxy)))
}

// proxyOf is the proxy that a record's settings name.
func proxyOf(st *store.Store) proxy { return line.Through(func() string { return st.Link().Proxy }) }

type proxy = func(*http.Request) (*url.URL, error)

// way is where a township is, and through which proxy.
type way struct {
	base  string
	proxy proxy
}

// enrol asks a township to take a computer and returns its answer with its whole pin.
func enrol(ctx context.Context, to way, code wire.EnrolCode, key ed25519.PrivateKey, r *wire.EnrolRequest) (*wire.EnrolResponse, []byte, error) {
	r.Proto, r.Secret = wire.Proto, code.Secret
	request, err := wire.SignEnrol(key, r)
	if err != nil {
		return nil, nil, err
	}
	var pin data.Hash
	client := line.NewClient(code.Pin[:], to.proxy, func(whole data.Hash) { pin = whole })
	defer client.CloseIdleConnections()
	answer, err := line.Post(ctx, client, to.base+wire.PathEnrol, request)
	if err != nil {
		return nil, nil, err
	}
	resp, err := wire.DecodeEnrolResponse(answer)
	if err != nil {
		return nil, nil, err
	}
	if err := resp.Reason.Err(); err != nil {
		return nil, nil, fmt.Errorf("enrol: %w", err)
	}
	return resp, pin[:], nil
}

// deviceKey returns the link with this computer's own key, made and stored at the
// first try, so that the next try is the same computer to the township.
func deviceKey(st *store.Store) (store.Link, error) {
	link := st.Link()
	link.Device = st.Device()
	if len(link.Key) == ed25519.SeedSize {
		return link, nil
	}
	link.Key = newSeed()
	return link, inStore(st.SetLink(link))
}

func newSeed() []byte {
	seed := make([]byte, ed25519.SeedSize)
	// crypto/rand.Read never fails on the systems Go supports; it ends the program instead.
	_, _ = rand.Read(seed)
	return seed
}
