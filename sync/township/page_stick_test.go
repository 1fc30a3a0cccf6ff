package township

import (
	"bytes"
	"context"
	"encoding/base64"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// stickFile is what a computer would write: its requests, sealed to a township.
func stickFile(t *testing.T, c *computer, to string, answerTo string) []byte {
	t.Helper()
	r := c.request()
	r.Recipient = answerTo
	body, err := wire.Sign(c.key, r)
	if err != nil {
		t.Fatal(err)
	}
	recipient, err := age.ParseX25519Recipient(to)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	sealed, err := age.Encrypt(&b, recipient)
	if err != nil {
		t.Fatal(err)
	}
	if err = wire.WriteStick(sealed, wire.StickUp, wire.SumsUp, body); err == nil {
		err = sealed.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPageStick_EnrolsAComputer(t *testing.T) {
	s, _ := newServer(t)
	c := hiredClerk(t, s, "寿永康", ledger.RoleClerk)
	page := c.post("/codes", "name", dongli, "area", dongliArea, "stick", "1").body
	shown := regexp.MustCompile(`<p class="bigcode">([^<]+)</p>`).FindStringSubmatch(page)
	if shown == nil || !strings.Contains(page, "只用于优盘接入") {
		t.Fatalf("no code: %.300s", page)
	}
	if list := c.get("/devices").body; !strings.Contains(list, "可使用（优盘）") {
		t.Error("the list does not say that the code is for a stick")
	}
	pc := newComputer(t, s)
	if r := pc.enrol(shown[1], dongliArea); r.Reason != wire.CodeUnknownCode {
		t.Errorf("over the line: %q", r.Reason)
	}
	code, err := wire.ParseCode(shown[1])
	if err != nil {
		t.Fatal(err)
	}
	request, err := wire.SignEnrol(pc.key, &wire.EnrolRequest{Proto: wire.Proto, Secret: code.Secret, Device: pc.id, Epoch: pc.epoch, Area: dongliArea})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := wire.WriteStick(&file, wire.StickEnrol, wire.SumsUp, request); err != nil {
		t.Fatal(err)
	}
	status, name, answer := upload(t, c, file.Bytes(), true)
	if status != http.StatusOK || !strings.Contains(name, wire.StickDownExtension) || len(answer) == 0 {
		t.Errorf("%d %q %d bytes", status, name, len(answer))
	}
	if list := c.get("/devices").body; !strings.Contains(list, short(pc.id)) {
		t.Error("the computer is not in the list")
	}
	broken := bytes.Clone(file.Bytes())
	broken[40] ^= 1
	if status, _, body := upload(t, c, broken, true); status != http.StatusBadRequest || !strings.Contains(string(body), "没有收下任何内容") {
		t.Errorf("a changed file: %d %.200s", status, body)
	}
}

// upload sends a file as the page would, with its token or without.
func upload(t *testing.T, c *clerk, file []byte, token bool) (status int, disposition string, body []byte) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	if token {
		_ = w.WriteField("token", tokenField.FindStringSubmatch(c.get("/password").body)[1])
	}
	if file != nil {
		part, err := w.CreateFormFile("file", "给镇街.woshouup")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(file)
	}
	_ = w.Close()
	resp, err := c.http.Post(c.base+"/stick", w.FormDataContentType(), &form)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if body, err = io.ReadAll(resp.Body); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header.Get("Content-Disposition"), body
}

func TestPageStick_TakesAFileAndGivesTheAnswer(t *testing.T) {
	s, _ := newServer(t)
	pc := enrolled(t, s, dongli, dongliArea)
	pc.save(about(agreedFact()))
	village, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	file := stickFile(t, pc, s.Recipient(), village.Recipient().String())
	send := func(role ledger.Role, name string, file []byte, token bool) (int, string, []byte) {
		t.Helper()
		return upload(t, hiredClerk(t, s, name, role), file, token)
	}
	if status, _, body := send(ledger.RoleClerk, "寿永康", file, false); status != http.StatusForbidden || len(stream(t, s, pc.village)) != 0 {
		t.Errorf("without the page's token: %d %.200s", status, body)
	}
	if status, _, body := send(ledger.RoleReader, "厉春燕", file, true); status != http.StatusForbidden || len(stream(t, s, pc.village)) != 0 {
		t.Errorf("a reader: %d %.200s", status, body)
	}
	if status, _, body := send(ledger.RoleClerk, "郦小红", file[:len(file)-1], true); status != http.StatusBadRequest || !strings.Contains(string(body), "没有收下任何内容") {
		t.Errorf("a cut file: %d %.200s", status, body)
	}
	if status, _, body := send(ledger.RoleClerk, "东经办", nil, true); status != http.StatusBadRequest || !strings.Contains(string(body), "请先选") {
		t.Errorf("no file: %d %.200s", status, body)
	}
	status, name, answer := send(ledger.RoleClerk, "西经办", file, true)
	if status != http.StatusOK || !strings.Contains(name, wire.StickDownExtension) || len(stream(t, s, pc.village)) != 1 {
		t.Errorf("%d %q, %d events", status, name, len(stream(t, s, pc.village)))
	}
	if resp := firstAnswer(t, answer, village); resp.Ack != 1 || resp.NextGSN != 1 {
		t.Errorf("%+v", resp)
	}
	err = s.led.View(context.Background(), func(r ledger.Reader) error {
		acts, err := r.Acts(1)
		diff(t, "audit", []string{acts[0].Who, acts[0].What, acts[0].Object}, []string{"西经办", actStick, dongliArea})
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// receipt is where a page has the receipt.
var receipt = regexp.MustCompile(`<a class="button" download="东篱村-回执\.woshoudown" href="data:application/octet-stream;base64,([^"]+)">`)

// Who brings the stick of a computer that went another way, or that is revoked, is told so,
// and gets the receipt with it.
func TestPageStick_SaysWhatIsTheMatter(t *testing.T) {
	s, _ := newServer(t)
	c := hiredClerk(t, s, "寿永康", ledger.RoleClerk)
	village, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[wire.Code]func(pc *computer){
		wire.CodeFork:    func(pc *computer) { pc.events, pc.hashes, pc.acked = nil, nil, 0; pc.save(nil) },
		wire.CodeGap:     func(pc *computer) { pc.save(nil); pc.save(nil); pc.acked = 2 },
		wire.CodeRewound: func(pc *computer) { pc.events, pc.hashes, pc.acked = nil, nil, 0 },
		wire.CodeRevoked: func(pc *computer) {
			if err := s.revoke(context.Background(), "寿永康", pc.id); err != nil {
				t.Error(err)
			}
		},
	} {
		pc := enrolled(t, s, dongli, dongliArea)
		pc.save(nil)
		pc.sync()
		spoil(pc)
		status, name, body := upload(t, c, stickFile(t, pc, s.Recipient(), village.Recipient().String()), true)
		words := (&StickReport{Reason: want}).Words()
		if status != http.StatusOK || name != "" || words == "" || !strings.Contains(string(body), "东篱村："+words) {
			t.Fatalf("%s: %d %q, the page says %.300s", want, status, name, body)
		}
		found := receipt.FindSubmatch(body)
		if found == nil {
			t.Fatalf("%s: no receipt on the page", want)
		}
		sealed, err := base64.StdEncoding.DecodeString(html.UnescapeString(string(found[1])))
		if err != nil {
			t.Fatal(err)
		}
		diff(t, "the receipt says", firstAnswer(t, sealed, village).Reason, want)
	}
}

// firstAnswer opens a receipt and returns the first answer in it.
func firstAnswer(t *testing.T, sealed []byte, village *age.X25519Identity) *wire.Response {
	t.Helper()
	plain, err := age.Decrypt(bytes.NewReader(sealed), village)
	if err != nil {
		t.Fatal(err)
	}
	r, err := wire.OpenStick(plain, wire.StickDown)
	if err == nil {
		_, err = r.Next() // the head
	}
	var item []byte
	if err == nil {
		item, err = r.Next()
	}
	if err != nil {
		t.Fatal(err)
	}
	resp, err := wire.DecodeResponse(item)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// A receipt that stands on a page is saved by a browser under the policy of the pages.
func TestBrowser_SavesTheReceiptOfAStick(t *testing.T) {
	s, _, base := visited(t)
	pc := enrolled(t, s, dongli, dongliArea)
	village, err := age.GenerateX25519Identity()
	if err == nil {
		err = s.revoke(context.Background(), adminName, pc.id)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "给镇街"+wire.StickUpExtension)
	if err == nil {
		err = os.WriteFile(path, stickFile(t, pc, s.Recipient(), village.Recipient().String()), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	b := startBrowser(t, s, base)
	secret, _ := hired(t, s, "寿永康", ledger.RoleClerk)
	b.open(base + "/login")
	b.enter(secret)
	b.open(base + pathStick)
	b.write("[name=file]", path)
	b.follow("form[action='" + pathStick + "'] button")
	b.shoot("stick-revoked")
	b.cdp("Browser.setDownloadBehavior", map[string]any{"behavior": "allow", "downloadPath": dir}, nil)
	b.click("a.button")
	var saved []byte
	for range 600 {
		if saved, err = os.ReadFile(filepath.Join(dir, dongli+"-回执"+wire.StickDownExtension)); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "the receipt says", firstAnswer(t, saved, village).Reason, wire.CodeRevoked)
}
