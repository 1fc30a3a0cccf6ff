package township

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/letter"
	"woshou/data/seal"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// along is an attachment that goes along with a case: what the letter says of it, what the
// village sends, and what it was.
type along struct {
	letter.File
	sealed, content []byte
}

// handFileKey is the key of the one case of these tests.
var handFileKey = bytes.Repeat([]byte{4}, seal.KeySize)

// goesAlong seals a content as a village does, under a name of its own.
func goesAlong(t *testing.T, name byte, title string, media data.Media, content []byte) along {
	t.Helper()
	a := along{content: content, File: letter.File{
		Title: title, Media: media, Size: len(content), Hash: data.HashOf(content), Name: hex.EncodeToString(append([]byte{name}, make([]byte, 15)...)),
	}}
	a.Key = seal.FileKey(handFileKey, a.Name)
	var out bytes.Buffer
	if err := a.Sealed().Write(&out, seal.NewKey(a.Key), content); err != nil {
		t.Fatal(err)
	}
	a.sealed = out.Bytes()
	return a
}

// arrives sends a sealed file, all but the bytes that are left.
func (c *computer) arrives(id data.CaseID, a along, left int) {
	c.t.Helper()
	name, _ := hex.DecodeString(a.Name)
	p := wire.FilePiece{Case: id, Name: wire.FileName(name), Size: uint64(len(a.sealed)), Sum: sha256.Sum256(a.sealed)}
	for at := 0; at < len(a.sealed)-left; {
		p.Offset, p.Bytes = uint64(at), a.sealed[at:min(at+wire.MaxFilePiece, len(a.sealed)-left)]
		got := c.carry([]wire.FilePiece{p}, nil).Taken[0]
		if got.Reason != "" {
			c.t.Fatalf("%s: %s", a.Title, got.Reason)
		}
		at = int(got.Offset)
	}
}

// picture is an invented photograph.
func picture(t *testing.T, asPNG bool) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for y := range 400 {
		for x := range 640 {
			img.Set(x, y, color.RGBA{uint8(60 + x/8), uint8(120 + y/5), uint8(80 + (x^y)/16), 255})
		}
	}
	var out bytes.Buffer
	var err error
	if asPNG {
		err = png.Encode(&out, img)
	} else {
		err = jpeg.Encode(&out, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var scanned = []byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")

// openFile asks for an attachment of a hand-up as its page does.
func (c *clerk) openFile(h ledger.HandUp, name string) answer {
	c.t.Helper()
	return c.post("/handups/file", "case", handUpKey(&h), "file", name)
}

// wantShown checks that an attachment comes back to the last byte, as what it is and as
// nothing that could do anything.
func wantShown(t *testing.T, got answer, a along, how string) {
	t.Helper()
	if got.status != http.StatusOK || got.body != string(a.content) {
		t.Errorf("%s: %d, %d of %d bytes", a.Title, got.status, len(got.body), len(a.content))
	}
	for name, want := range map[string]string{
		"Content-Type": string(a.Media), "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Content-Security-Policy": fileAlone,
		"Content-Length": fmt.Sprint(len(a.content)), "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if is := got.header.Get(name); is != want {
			t.Errorf("%s: %s is %q", a.Title, name, is)
		}
	}
	if is := got.header.Get("Content-Disposition"); !strings.HasPrefix(is, how+"; filename*=UTF-8''") || !strings.HasSuffix(is, a.Media.Extension()) {
		t.Errorf("%s: Content-Disposition is %q", a.Title, is)
	}
}

// What goes along with a case is listed, opened by a clerk with a note of it, and never shown
// otherwise; what has not come is said to be on its way.
func TestHandFiles_AreOpenedByAClerk(t *testing.T) {
	var log bytes.Buffer
	s, _ := newServer(t)
	s.log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	pc := enrolled(t, s, dongli, dongliArea)
	id := data.NewCaseID()
	photo := goesAlong(t, 1, "老水渠<b>照片.JPEG", data.JPEG, picture(t, false))
	plan := goesAlong(t, 2, "界址图", data.PNG, picture(t, true))
	scan := goesAlong(t, 3, canary+".exe", data.PDF, scanned)
	late := goesAlong(t, 4, "后到的.jpg", data.JPEG, picture(t, false))
	pc.up(id, 1, photo.File, plan.File, scan.File, late.File)
	pc.sync()
	for _, a := range []along{photo, plan, scan} {
		pc.arrives(id, a, 0)
	}
	pc.arrives(id, late, 100)
	c := admitted(t, s)
	h := handUpsOf(t, s)[0]
	page := c.post("/handups/open", "case", handUpKey(&h)).body
	wantWords(t, "page", page, true, "老水渠<b>照片.JPEG", "界址图", canary+".exe", "已到", "还没有传到", "PDF")
	if strings.Contains(page, "<b>照片") || strings.Count(page, `action="/handups/file"`) != 3 {
		t.Errorf("the page has %d files to open, or HTML of a village", strings.Count(page, `action="/handups/file"`))
	}
	wantShown(t, c.openFile(h, photo.Name), photo, "inline")
	wantShown(t, c.openFile(h, plan.Name), plan, "inline")
	wantShown(t, c.openFile(h, scan.Name), scan, "attachment")
	if a := c.openFile(h, late.Name); a.status != http.StatusConflict || !strings.Contains(a.body, "还没有传到") {
		t.Errorf("a file on its way: %d", a.status)
	}
	acts := c.get("/acts").body
	wantWords(t, "audit", acts, true, "打开移送案件的附件", id.String()+" "+photo.Name, id.String()+" "+scan.Name, adminName)
	wantWords(t, "audit", acts, false, canary, "老水渠", late.Name)
	wantWords(t, "log", log.String(), false, canary, "老水渠", photo.Name)
	for _, odd := range []string{"", "x", strings.Repeat("0", 32), "../" + photo.Name, strings.ToUpper(photo.Name) + "0"} {
		if a := c.openFile(h, odd); a.status != http.StatusNotFound {
			t.Errorf("%q: %d", odd, a.status)
		}
	}
	if a := c.post("/handups/file", "case", "x", "file", photo.Name); a.status != http.StatusNotFound {
		t.Errorf("a case that is none: %d", a.status)
	}
	pc.arrives(id, late, 0)
	wantShown(t, c.openFile(h, late.Name), late, "inline")

	for _, state := range []string{"accepted", "returned"} { // as the letter stays open, so do they
		if a := c.post("/handups/answer", "case", handUpKey(&h), "state", state, "by", "王镇长", "text", "请到场查看"); a.status != http.StatusOK {
			t.Fatalf("%s: %d", state, a.status)
		}
		wantShown(t, c.openFile(h, photo.Name), photo, "inline")
	}
	// The village destroys the case: its files go, and nobody opens them any more.
	pc.save(func(e *data.Event) { e.Kind, e.Subject, e.Fence, e.Body = data.KindErased, id, 2, nil })
	pc.sync()
	if a := c.openFile(h, photo.Name); a.status != http.StatusConflict || !strings.Contains(a.body, "已经销毁") || len(folder(t, s)) != 0 {
		t.Errorf("after the case was destroyed: %d, the folder has %v", a.status, folder(t, s))
	}
	page = c.post("/handups/open", "case", handUpKey(&h)).body
	if strings.Count(page, "村里已销毁") != 4 || strings.Contains(page, `action="/handups/file"`) {
		t.Error("the page does not say that the files are gone")
	}
}

// Who may not open a case opens no file of it, with whatever is known of both.
func TestHandFiles_AreNotForReaders(t *testing.T) {
	s, _ := newServer(t)
	pc := enrolled(t, s, dongli, dongliArea)
	id := data.NewCaseID()
	photo := goesAlong(t, 1, "照片.jpg", data.JPEG, picture(t, false))
	pc.up(id, 1, photo.File)
	pc.sync()
	pc.arrives(id, photo, 0)
	h := handUpsOf(t, s)[0]
	for role, want := range map[ledger.Role]int{ledger.RoleAdmin: 200, ledger.RoleClerk: 200, ledger.RoleReader: 403, ledger.RoleCounty: 403} {
		c := hiredClerk(t, s, string(role)+"1", role)
		a := c.openFile(h, photo.Name)
		if a.status != want || (a.body == string(photo.content)) != (want == http.StatusOK) {
			t.Errorf("%s: %d", role, a.status)
		}
		if a := c.get("/handups/file?case=" + handUpKey(&h) + "&file=" + photo.Name); a.status == http.StatusOK || a.body == string(photo.content) {
			t.Errorf("%s: a link opens it: %d", role, a.status)
		}
	}
}

// A letter opens files of its own village and its own case, whatever it names (R7).
func TestHandFiles_OfAnotherCaseOrVillage(t *testing.T) {
	s, _ := newServer(t)
	pc, spy := enrolled(t, s, dongli, dongliArea), enrolled(t, s, shimen, shimenArea)
	id, second, spied := data.NewCaseID(), data.NewCaseID(), data.NewCaseID()
	photo := goesAlong(t, 1, "照片.jpg", data.JPEG, picture(t, false))
	pc.up(id, 1)
	pc.up(second, 1, photo.File) // the file is of the first case
	pc.sync()
	pc.arrives(id, photo, 0)
	spy.up(spied, 1, photo.File) // with the name and the key of another village's file
	spy.sync()
	c := admitted(t, s)
	for _, h := range handUpsOf(t, s) {
		a, want := c.openFile(h, photo.Name), http.StatusConflict // has not come
		if h.Case == id {
			want = http.StatusNotFound // its letter names none
		}
		if a.status != want || a.body == string(photo.content) {
			t.Errorf("case of %s: %d", h.Village, a.status)
		}
	}
	// The hand-up of one village under the name of another.
	all := handUpsOf(t, s)
	for _, h := range all {
		for _, other := range all {
			if h.Village != other.Village {
				h.Village = other.Village
				if a := c.openFile(h, photo.Name); a.status != http.StatusNotFound {
					t.Errorf("a hand-up of another village: %d", a.status)
				}
				break
			}
		}
	}
}

// A file that is not what the letter says is said to be that, and nothing of it is shown.
func TestHandFiles_NotWhatTheLetterSays(t *testing.T) {
	page := []byte("<html><script>alert(1)</script></html>")
	older := goesAlong(t, 1, "旧格式.jpg", data.JPEG, picture(t, false))
	older.sealed = append(seal.FileHead(1), older.sealed[len(seal.FileHead(1)):]...)
	newer := goesAlong(t, 2, "新格式.jpg", data.JPEG, picture(t, false))
	newer.sealed = append(seal.FileHead(seal.FileVersion+1), newer.sealed[len(seal.FileHead(1)):]...)
	keyless := goesAlong(t, 3, "密钥不对.jpg", data.JPEG, picture(t, false))
	keyless.Key = bytes.Repeat([]byte{9}, seal.KeySize)
	longer := goesAlong(t, 4, "大小不对.jpg", data.JPEG, picture(t, false))
	longer.Size++
	other := goesAlong(t, 5, "内容不对.jpg", data.JPEG, picture(t, false))
	other.Hash = data.HashOf(page)
	for name, x := range map[string]struct {
		a           along
		state, says string
		opens       bool // as far as the page can tell
	}{
		"version 1":             {older, "旧格式", "另送纸质材料", false},
		"a later version":       {newer, "要升级", "升级服务器", false},
		"another key":           {keyless, "已到", "损坏", true},
		"another size":          {longer, "损坏", "损坏", false},
		"another content":       {other, "已到", "损坏", true},
		"HTML as a picture":     {goesAlong(t, 6, "网页.jpg", data.JPEG, page), "已到", "损坏", true},
		"HTML as HTML":          {goesAlong(t, 7, "网页.html", "text/html", page), "已到", "损坏", true},
		"a PNG as a JPEG":       {goesAlong(t, 8, "图.jpg", data.JPEG, picture(t, true)), "已到", "损坏", true},
		"a PDF as a picture":    {goesAlong(t, 9, "图.jpg", data.JPEG, scanned), "已到", "损坏", true},
		"a picture of no pixel": {goesAlong(t, 10, "图.png", data.PNG, []byte("\x89PNG\r\n\x1a\nnothing")), "已到", "损坏", true},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := newServer(t)
			pc := enrolled(t, s, dongli, dongliArea)
			id := data.NewCaseID()
			pc.up(id, 1, x.a.File)
			pc.sync()
			pc.arrives(id, x.a, 0)
			c := admitted(t, s)
			h := handUpsOf(t, s)[0]
			body := c.post("/handups/open", "case", handUpKey(&h)).body
			if !strings.Contains(body, x.state) || strings.Contains(body, `action="/handups/file"`) != x.opens {
				t.Errorf("the page does not say %s", x.state)
			}
			a := c.openFile(h, x.a.Name)
			if a.status != http.StatusConflict || !strings.Contains(a.body, x.says) || strings.Contains(a.body, "alert(1)") || a.header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Errorf("%d %s, it does not say %s", a.status, a.header.Get("Content-Type"), x.says)
			}
			if strings.Contains(c.get("/acts").body, "打开移送案件的附件") {
				t.Error("what was not shown was noted as opened")
			}
		})
	}
}

// A bit that flips on the township's disk is found, wherever it is.
func TestHandFiles_DamagedHere(t *testing.T) {
	s, _ := newServer(t)
	pc := enrolled(t, s, dongli, dongliArea)
	id := data.NewCaseID()
	photo := goesAlong(t, 1, "照片.jpg", data.JPEG, picture(t, false))
	pc.up(id, 1, photo.File)
	pc.sync()
	pc.arrives(id, photo, 0)
	c := admitted(t, s)
	h := handUpsOf(t, s)[0]
	paths, err := filepath.Glob(filepath.Join(s.dir, fileFolder, "*", "*", "*"))
	if err != nil || len(paths) != 1 {
		t.Fatal(paths, err)
	}
	for _, at := range []int{0, 14, 40, len(photo.sealed) / 2, len(photo.sealed) - 1} {
		bad := bytes.Clone(photo.sealed)
		bad[at] ^= 1
		for _, b := range [][]byte{bad, bad[:at]} {
			if err := os.WriteFile(paths[0], b, 0o600); err != nil {
				t.Fatal(err)
			}
			if a := c.openFile(h, photo.Name); a.status != http.StatusConflict || !strings.Contains(a.body, "损坏") {
				t.Errorf("byte %d of %d bytes: %d", at, len(b), a.status)
			}
		}
	}
	if err := os.WriteFile(paths[0], photo.sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	wantShown(t, c.openFile(h, photo.Name), photo, "inline")
}

func TestFileTitle(t *testing.T) {
	for title, want := range map[string]string{
		"老水渠.JPEG": "老水渠.jpg", "木马.exe": "木马.jpg", "无后缀": "无后缀.jpg", ".jpg": "附件.jpg", "": "附件.jpg",
		"a\r\nX-Header: b": "a\r\nX-Header: b.jpg", // it is escaped where it is used
	} {
		if got := fileTitle(&letter.File{Title: title, Media: data.JPEG}); got != want {
			t.Errorf("%q becomes %q", title, got)
		}
	}
}

// TestBrowser_HandFiles opens a picture from the page of its case.
func TestBrowser_HandFiles(t *testing.T) {
	s, _, base := visited(t)
	pc := enrolled(t, s, dongli, dongliArea)
	id := data.NewCaseID()
	photo := goesAlong(t, 1, "老水渠界址照片（2026年5月3日拍）.jpg", data.JPEG, picture(t, false))
	scan := goesAlong(t, 2, "1983年山权证扫描件.pdf", data.PDF, scanned)
	late := goesAlong(t, 3, "骆阿根的山权证.jpg", data.JPEG, picture(t, false))
	older := goesAlong(t, 4, "2024年的现场照片.jpg", data.JPEG, picture(t, false))
	older.sealed = append(seal.FileHead(1), older.sealed[len(seal.FileHead(1)):]...)
	pc.up(id, 1, photo.File, scan.File, late.File, older.File)
	pc.sync()
	for _, a := range []along{photo, scan, older} {
		pc.arrives(id, a, 0)
	}
	b := startBrowser(t, s, base)
	secret, _ := hired(t, s, "寿永康", ledger.RoleClerk)
	b.open(b.base + "/login")
	b.enter(secret)
	b.open(b.base + "/handups")
	b.follow("tr.handup:last-child button")
	b.shoot("handup-files")
	b.click("tr.file button")
	b.otherWindow()
	var shown struct {
		Type          string
		Width, Height int
	}
	b.run(`const i = document.images[0]; return {Type: document.contentType, Width: i.naturalWidth, Height: i.naturalHeight}`, &shown)
	if shown.Type != "image/jpeg" || shown.Width != 640 || shown.Height != 400 {
		t.Errorf("the window shows %+v", shown)
	}
	var view struct{ Data string }
	b.cdp("Page.captureScreenshot", map[string]any{}, &view)
	b.keep("handup-file.png", view.Data)
	b.quiet("a picture")
}
