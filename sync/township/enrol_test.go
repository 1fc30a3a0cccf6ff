package township

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

func TestNewCode_ChecksTheVillage(t *testing.T) {
	s, _ := newServer(t)
	if _, err := s.NewCode(dongli, dongliArea); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, area, want string }{
		{dongli, dongliArea, ""}, {" 东篱村 ", dongliArea, ""}, {"𬭎村", "339921101299", ""},
		{shimen, dongliArea, "village.other"}, {dongli, "3399211012", "area.length"}, {dongli, "33992110120x", "area.digits"},
		{"", shimenArea, "village.name"}, {"   ", shimenArea, "village.name"}, {"\xff", shimenArea, "village.name"},
	} {
		_, err := s.NewCode(c.name, c.area)
		diff(t, c.name+" "+c.area, invalidCode(err), c.want)
	}
}

func TestEnrol_BindsToTheVillageOfTheCode(t *testing.T) {
	s, _ := newServer(t)
	code, err := s.NewCode(dongli, dongliArea)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := wire.ParseCode(code)
	if err != nil {
		t.Fatal(err)
	}
	pin := s.Pin()
	if !bytes.Equal(parsed.Pin[:], pin[:wire.PinSize]) {
		t.Error("the code does not carry the authority's pin")
	}
	c := newComputer(t, s)
	r := c.enrol(code, dongliArea)
	diff(t, "town", r.Town, "清溪镇")
	d := device(t, s, c.id)
	diff(t, "device", []any{string(d.Village), d.Committee}, []any{r.Village, "东篱村人民调解委员会"})
	again := c.enrol(code, dongliArea)
	diff(t, "the same computer again, its answer lost", again, r)
	diff(t, "another computer", newComputer(t, s).enrol(code, dongliArea).Reason, wire.CodeUsed)
}

func TestEnrol_Refuses(t *testing.T) {
	wrong := func(s string) string { // the same selector, another secret
		parsed, _ := wire.ParseCode(s)
		parsed.Secret[4] ^= 1
		return parsed.String()
	}
	tests := map[string]struct {
		try  func(s *Server, at *clock, c *computer, code string) wire.Code
		want wire.Code
	}{
		"a code that was never given": {func(s *Server, _ *clock, c *computer, _ string) wire.Code {
			return c.enrol(wire.NewCode(s.Pin()).String(), dongliArea).Reason
		}, wire.CodeUnknownCode},
		"a wrong secret": {func(_ *Server, _ *clock, c *computer, code string) wire.Code {
			return c.enrol(wrong(code), dongliArea).Reason
		}, wire.CodeUnknownCode},
		"a code for another village": {func(_ *Server, _ *clock, c *computer, code string) wire.Code {
			return c.enrol(code, shimenArea).Reason
		}, wire.CodeUnknownCode},
		"the right code after four wrong tries is taken": {func(_ *Server, _ *clock, c *computer, code string) wire.Code {
			for range codeTries - 1 {
				c.enrol(wrong(code), dongliArea)
			}
			return c.enrol(code, dongliArea).Reason
		}, ""},
		"the right code after five wrong tries": {func(_ *Server, _ *clock, c *computer, code string) wire.Code {
			for range codeTries {
				c.enrol(wrong(code), dongliArea)
			}
			return c.enrol(code, dongliArea).Reason
		}, wire.CodeTries},
		"after exactly ten minutes it is taken": {func(_ *Server, at *clock, c *computer, code string) wire.Code {
			at.move(10 * time.Minute)
			return c.enrol(code, dongliArea).Reason
		}, ""},
		"after more than ten minutes": {func(_ *Server, at *clock, c *computer, code string) wire.Code {
			at.move(10*time.Minute + time.Second)
			return c.enrol(code, dongliArea).Reason
		}, wire.CodeExpired},
		"after the clock, which was years ahead, was set right": {func(_ *Server, at *clock, c *computer, code string) wire.Code {
			at.move(-30 * 365 * 24 * time.Hour)
			return c.enrol(code, dongliArea).Reason
		}, wire.CodeExpired},
		"after the clock was set back a little it is taken": {func(_ *Server, at *clock, c *computer, code string) wire.Code {
			at.move(-5 * time.Minute)
			return c.enrol(code, dongliArea).Reason
		}, ""},
		"a code of a wrong clock that is gone": {func(s *Server, at *clock, c *computer, code string) wire.Code {
			at.move(-30 * 365 * 24 * time.Hour)
			_, _ = s.NewCode(shimen, shimenArea)
			return c.enrol(code, dongliArea).Reason
		}, wire.CodeUnknownCode},
		"a code for a line beside one for a stick": {func(s *Server, at *clock, c *computer, code string) wire.Code {
			_, _ = s.NewStickCode(shimen, shimenArea)
			at.move(10 * time.Minute)
			return c.enrol(code, dongliArea).Reason
		}, ""},
		"a code that is long gone": {func(s *Server, at *clock, c *computer, code string) wire.Code {
			at.move(25 * time.Hour)
			_, _ = s.NewCode(shimen, shimenArea)
			return c.enrol(code, dongliArea).Reason
		}, wire.CodeUnknownCode},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, at := newServer(t)
			code, err := s.NewCode(dongli, dongliArea)
			if err != nil {
				t.Fatal(err)
			}
			c := newComputer(t, s)
			diff(t, "reason", test.try(s, at, c, code), test.want)
			c.save(nil)
			want := wire.CodeUnknownDevice
			if test.want == "" {
				want = ""
			}
			diff(t, "exchange afterwards", c.send(c.request()).Reason, want)
		})
	}
}

func TestEnrol_LeavesAComputerInItsVillage(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	code, err := s.NewCode(shimen, shimenArea)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "reason", c.enrol(code, shimenArea).Reason, wire.CodeUnknownCode)
	village := string(device(t, s, c.id).Village)
	if village != c.village {
		t.Errorf("moved to %s", village)
	}
}

// A township's name that no message has room for is given as far as it fits.
func TestEnrol_CutsALongTownship(t *testing.T) {
	s, err := New(Config{Dir: t.TempDir(), Name: strings.Repeat("镇", 70)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	code, err := s.NewCode(dongli, dongliArea)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "town", newComputer(t, s).enrol(code, dongliArea).Town, strings.Repeat("镇", 66))
}

// Whoever enrolled as the township itself could write its answers.
func TestEnrol_RefusesTheTownshipsOwnDevice(t *testing.T) {
	s, _ := newServer(t)
	code, err := s.NewCode(dongli, dongliArea)
	if err != nil {
		t.Fatal(err)
	}
	c := newComputer(t, s)
	sum := sha256.Sum256([]byte("woshou township device\n" + s.Recipient())) // as sync/PROTOCOL.md says
	c.id = data.DeviceID(sum[:len(c.id)])
	diff(t, "reason", c.enrol(code, dongliArea).Reason, wire.CodeUnknownCode)
	c.id = data.NewDeviceID()
	diff(t, "the code is still good", c.enrol(code, dongliArea).Reason, wire.Code(""))
}

func TestEnrol_TakesARevokedComputerBackWithANewCode(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	if err := s.revoke(context.Background(), "admin", c.id); err != nil {
		t.Fatal(err)
	}
	diff(t, "revoked", c.send(c.request()).Reason, wire.CodeRevoked)
	code, err := s.NewCode(dongli, dongliArea)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "enrolled", c.enrol(code, dongliArea).Reason, wire.Code(""))
	diff(t, "served", c.send(c.request()).Reason, wire.Code(""))
}

func TestEnrol_AnswersNonsense(t *testing.T) {
	s, _ := newServer(t)
	if _, err := s.Enrol(context.Background(), []byte("<html>")); err == nil {
		t.Error("a page was answered")
	}
	c := newComputer(t, s)
	body, err := wire.SignEnrol(c.key, &wire.EnrolRequest{Proto: 1, Device: c.id, Epoch: c.epoch})
	if err != nil {
		t.Fatal(err)
	}
	body[len(body)-1] ^= 1
	out, err := s.Enrol(context.Background(), body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := wire.DecodeEnrolResponse(out)
	if err != nil || r.Reason != wire.CodeSignature {
		t.Errorf("answered %+v %v", r, err)
	}
}

func TestEnrol_IsWrittenDown(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	c.enrol(wire.NewCode(s.Pin()).String(), dongliArea)
	var got []string
	err := s.led.View(context.Background(), func(r ledger.Reader) error {
		acts, err := r.Acts(10)
		for _, a := range acts {
			got = append(got, a.What+" "+a.Object)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "acts", got, []string{"enrol_refused code_unknown", "enrol " + dongliArea, "code " + dongliArea, "one_time_password admin"})
}

// TestStart_IsKnownByItsPin dials as a village does: TLS 1.3, X25519, and a chain
// that ends at the authority with the pin of the code.
func TestStart_IsKnownByItsPin(t *testing.T) {
	s, at := newServer(t)
	addr, err := s.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Start("127.0.0.1:0"); err == nil {
		t.Error("started twice")
	}
	config := &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true, CurvePreferences: []tls.CurveID{tls.X25519},
		VerifyConnection: func(cs tls.ConnectionState) error {
			ca := cs.PeerCertificates[len(cs.PeerCertificates)-1]
			if wire.PinOf(ca.RawSubjectPublicKeyInfo) != s.Pin() {
				t.Error("the chain does not end at the pinned authority")
			}
			return cs.PeerCertificates[0].CheckSignatureFrom(ca)
		}}
	officeTrusts(t, s, addr, at.now())
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
	defer client.CloseIdleConnections()
	c := newComputer(t, s)
	for path, want := range map[string]int{wire.PathEnrol: http.StatusBadRequest, wire.PathExchange: http.StatusBadRequest} {
		r, err := client.Post("https://"+addr+path, wire.ContentType, bytes.NewReader([]byte("<html>")))
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		diff(t, path, r.StatusCode, want)
	}
	body, err := wire.Sign(c.key, c.request())
	if err != nil {
		t.Fatal(err)
	}
	r, err := client.Post("https://"+addr+wire.PathExchange, wire.ContentType, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	out, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := wire.DecodeResponse(out)
	if err != nil || resp.Reason != wire.CodeUnknownDevice || r.Header.Get("Content-Type") != wire.ContentType {
		t.Errorf("answer %+v %v %v", resp, err, r.Header)
	}
	old := &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12}
	if conn, err := tls.Dial("tcp", addr, old); err == nil {
		_ = conn.Close()
		t.Error("TLS 1.2 was accepted")
	}
	p256 := &tls.Config{InsecureSkipVerify: true, CurvePreferences: []tls.CurveID{tls.CurveP256}}
	if conn, err := tls.Dial("tcp", addr, p256); err == nil {
		_ = conn.Close()
		t.Error("another curve was accepted")
	}
}

func TestAuthority_StaysAndRenews(t *testing.T) {
	dir := t.TempDir()
	at := startTime()
	first, err := openAuthority(dir, at)
	if err != nil {
		t.Fatal(err)
	}
	again, err := openAuthority(dir, at)
	if err != nil || again.pin != first.pin {
		t.Errorf("opened again: %v, pins %v %v", err, again.pin, first.pin)
	}
	one, _ := first.certificate(at)
	same, _ := first.certificate(at.AddDate(1, 0, 0))
	later, err := first.certificate(at.AddDate(2, 0, 0))
	if err != nil || one != same || later == one {
		t.Errorf("certificates %p %p %p: %v", one, same, later, err)
	}
	if err := writeFile(dir+"/"+fileCAKey, []byte("damage")); err != nil {
		t.Fatal(err)
	}
	if _, err := openAuthority(dir, at); err == nil || wire.CodeOf(err) != wire.CodeOf(data.ErrDamaged) {
		t.Errorf("a damaged key: %v", err)
	}
}

// officeTrusts dials as a browser in which the authority was installed.
func officeTrusts(t *testing.T, s *Server, addr string, now time.Time) {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(s.ca.cert)
	conn, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: roots, ServerName: "127.0.0.1", Time: func() time.Time { return now }})
	if err != nil {
		t.Errorf("a browser: %v", err)
		return
	}
	_ = conn.Close()
}

func TestServeExchange_Limits(t *testing.T) {
	s, _ := newServer(t)
	h := s.Handler()
	post := func(path string, body []byte) int {
		r, err := http.NewRequest(http.MethodPost, path, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.RemoteAddr = "192.0.2.1:1234"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code == http.StatusOK && path == wire.PathExchange {
			resp, err := wire.DecodeResponse(w.Body.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if resp.Reason == wire.CodeBusy {
				return -1
			}
		}
		if w.Code == http.StatusOK && path == wire.PathEnrol {
			resp, err := wire.DecodeEnrolResponse(w.Body.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if resp.Reason == wire.CodeBusy {
				return -1
			}
		}
		return w.Code
	}
	stop := time.Now()
	s.exchanges.now, s.enrols.now = func() time.Time { return stop }, func() time.Time { return stop }
	diff(t, "too large", post(wire.PathExchange, make([]byte, wire.MaxMessage+1)), http.StatusRequestEntityTooLarge)
	diff(t, "too large", post(wire.PathEnrol, make([]byte, wire.MaxEnrol+1)), http.StatusRequestEntityTooLarge)
	c := newComputer(t, s)
	body, err := wire.Sign(c.key, c.request())
	if err != nil {
		t.Fatal(err)
	}
	for range exchangeBurst {
		diff(t, "within the burst", post(wire.PathExchange, body), http.StatusOK)
	}
	diff(t, "beyond the burst", post(wire.PathExchange, body), -1)
	for range enrolBurst {
		diff(t, "within the burst", post(wire.PathEnrol, []byte("<html>")), http.StatusBadRequest)
	}
	diff(t, "beyond the burst", post(wire.PathEnrol, []byte("<html>")), -1)
	stop = stop.Add(time.Minute)
	diff(t, "later", post(wire.PathExchange, body), http.StatusOK)
}

func TestLimiter_ForgetsAddresses(t *testing.T) {
	l := newLimiter(1, 1)
	at := time.Now()
	l.now = func() time.Time { return at }
	for i := range maxKeys {
		l.allow(string(rune(i + 0x4e00)))
	}
	at = at.Add(time.Minute)
	if !l.allow("one more") || len(l.left) != 1 {
		t.Errorf("%d keys left", len(l.left))
	}
	for i := range maxKeys + 1 {
		l.allow(string(rune(i + 0x4e00)))
	}
	if len(l.left) > maxKeys {
		t.Errorf("%d keys", len(l.left))
	}
}
