package engine

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/wire"
)

// office answers enrolments with a fixed response and notes what was asked.
type office struct {
	asked []*wire.EnrolRequest
	resp  wire.EnrolResponse
	lose  int // answers to lose
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	req, err := wire.VerifyEnrol(b)
	if err != nil || r.URL.Path != wire.PathEnrol {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	o.asked = append(o.asked, req)
	if o.lose--; o.lose >= 0 {
		closing("HTTP/1.1 200")(w, r)
		return
	}
	out, _ := o.resp.Encode()
	_, _ = w.Write(out)
}

func newOffice(t *testing.T) (*office, string, wire.EnrolCode) {
	o := &office{resp: wire.EnrolResponse{Proto: 1, Village: "v7", Town: "清河镇", Server: data.Epoch{1}}}
	address, pin := serve(t, time.Now(), o.ServeHTTP)
	return o, address, wire.NewCode(pin)
}

func TestEnrol_BindsTheComputer(t *testing.T) {
	o, address, code := newOffice(t)
	st := openStore(t)
	if err := Enrol(t.Context(), st, address, code.String()); err != nil {
		t.Fatal(err)
	}
	l, asked := st.Link(), o.asked[0]
	if l.Address != "https://"+address || l.Village != "v7" || l.Device != st.Device() || len(l.Pin) != 32 || string(l.Pin[:wire.PinSize]) != string(code.Pin[:]) {
		t.Errorf("link %+v", l)
	}
	epoch, _, _ := st.Head()
	if asked.Secret != code.Secret || asked.Device != st.Device() || asked.Epoch != epoch ||
		asked.Committee != st.Committee().Name || asked.Area != "339921101201" {
		t.Errorf("asked %+v", asked)
	}
	if pub := ed25519.NewKeyFromSeed(l.Key).Public().(ed25519.PublicKey); !pub.Equal(asked.Key) {
		t.Error("the stored key is not the one that asked")
	}
}

// A lost answer: the same computer asks again with the same code and key.
// A name that no message has room for, of a record from before it was bounded, keeps nobody out.
func TestEnrol_CutsALongName(t *testing.T) {
	o, address, code := newOffice(t)
	st := openStore(t)
	c := st.Committee()
	c.SealName = strings.Repeat("村", 100)
	if err := st.SaveCommittee("committee", c); err != nil {
		t.Fatal(err)
	}
	if err := Enrol(t.Context(), st, address, code.String()); err != nil {
		t.Fatal(err)
	}
	if got, want := o.asked[0].Committee, strings.Repeat("村", 66); got != want {
		t.Errorf("asked as %q", got)
	}
}

func TestEnrol_CanBeRepeated(t *testing.T) {
	o, address, code := newOffice(t)
	o.lose = 1
	st := openStore(t)
	if err := Enrol(t.Context(), st, address, code.String()); CodeOf(err) != "unreachable_cut" {
		t.Fatalf("lost answer: %v", err)
	}
	if l := st.Link(); l.Village != "" || l.Address != "" {
		t.Errorf("enrolled without an answer: %+v", l)
	}
	if err := Enrol(t.Context(), st, address, code.String()); err != nil {
		t.Fatal(err)
	}
	first, last := o.asked[0], o.asked[len(o.asked)-1]
	if !first.Key.Equal(last.Key) || first.Device != last.Device {
		t.Error("the second try was another computer")
	}
}

func TestEnrol_RefusesWhatIsTypedWrong(t *testing.T) {
	o, address, code := newOffice(t)
	st := openStore(t)
	good := code.String()
	slip := []byte(good)
	slip[0] = "01"[1-min(1, int(slip[0]-'0')&1)]
	if string(slip) == good {
		slip[0] = 'Z'
	}
	for field, try := range map[string][2]string{"code": {address, string(slip)}, "address": {"http://x", good}} {
		bad, ok := errors.AsType[*data.Invalid](Enrol(t.Context(), st, try[0], try[1]))
		if !ok || bad.Field != field {
			t.Errorf("%s: %v", field, bad)
		}
	}
	if len(o.asked) > 0 {
		t.Error("a slip cost a try")
	}
}

func TestEnrol_GivesTheTownshipsReason(t *testing.T) {
	for _, want := range []wire.Code{wire.CodeUnknownCode, wire.CodeExpired, wire.CodeUsed, wire.CodeTries, wire.CodeBusy, wire.CodeFull} {
		o, address, code := newOffice(t)
		o.resp = wire.EnrolResponse{Proto: 1, Reason: want}
		st := openStore(t)
		if err := Enrol(t.Context(), st, address, code.String()); CodeOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
		if st.Link().Village != "" {
			t.Errorf("%s: enrolled", want)
		}
	}
}

// A code read out by one township and an address of another: nothing is sent.
func TestEnrol_KnowsTheTownshipByItsPin(t *testing.T) {
	o, address, _ := newOffice(t)
	_, other := chain(t, time.Now())
	if err := Enrol(t.Context(), openStore(t), address, wire.NewCode(other).String()); CodeOf(err) != CodeWrongTownship {
		t.Errorf("%v", err)
	}
	if len(o.asked) > 0 {
		t.Error("the secret was sent to a stranger")
	}
}

func TestEnrol_IsNotFooledByAPortal(t *testing.T) {
	address, pin := serve(t, time.Now(), answer([]byte("<html>login</html>")))
	if err := Enrol(t.Context(), openStore(t), address, wire.NewCode(pin).String()); CodeOf(err) != CodeCaptive {
		t.Errorf("%v", err)
	}
}

// A township that moved is reached by its new address alone: it is known by its pin.
func TestMove_NeedsNoCode(t *testing.T) {
	_, address, code := newOffice(t)
	st := openStore(t)
	if err := Move(st, address); CodeOf(err) != CodeNotEnrolled {
		t.Errorf("before the enrolment: %v", err)
	}
	if err := Enrol(t.Context(), st, address, code.String()); err != nil {
		t.Fatal(err)
	}
	was := st.Link()
	var bad *data.Invalid
	if err := Move(st, "two words"); !errors.As(err, &bad) || bad.Field != "address" {
		t.Errorf("no address: %v", err)
	}
	if err := Move(st, "zhen.test"); err != nil {
		t.Fatal(err)
	}
	if l := st.Link(); l.Address != "https://zhen.test:8443" || !bytes.Equal(l.Pin, was.Pin) || l.Village != was.Village {
		t.Errorf("link %+v", l)
	}
}

// A computer that reaches the network through a proxy alone enrols and exchanges through it,
// and an exchange that was under way when the proxy was set keeps it.
func TestSetProxy(t *testing.T) {
	_, address, code := newOffice(t)
	var through atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		through.Add(1)
		to, err := net.Dial("tcp", address)
		if r.Method != http.MethodConnect || err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		w.WriteHeader(http.StatusOK)
		from, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		go func() { _, _ = io.Copy(to, from); _ = to.Close() }()
		_, _ = io.Copy(from, to)
		_ = from.Close()
	}))
	defer proxy.Close()
	st := openStore(t)
	if err := SetProxy(st, "nowhere"); err == nil {
		t.Error("a proxy without a port was taken")
	}
	before := st.Link()
	if err := SetProxy(st, proxy.Listener.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if err := st.Receive(0, nil, nil, before); err != nil || st.Link().Proxy == "" {
		t.Errorf("%v, proxy %q", err, st.Link().Proxy)
	}
	if err := Enrol(t.Context(), st, "town.test", code.String()); err != nil || through.Load() != 1 {
		t.Errorf("enrolment: %v, %d connections through the proxy", err, through.Load())
	}
	_, _ = New(st, nil, Options{}).SyncNow(t.Context()) // the office answers enrolments alone
	if through.Load() != 2 {
		t.Errorf("%d connections through the proxy, want 2", through.Load())
	}
	if err := SetProxy(st, "127.0.0.1:1"); err != nil {
		t.Fatal(err)
	}
	if _, err := New(st, nil, Options{}).SyncNow(t.Context()); CodeOf(err) != "unreachable_proxy" {
		t.Errorf("without the proxy: %v", err)
	}
}
