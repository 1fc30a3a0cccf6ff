package township

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"woshou/data"
	"woshou/data/letter"
	"woshou/sync/township/ledger"
)

// handFileRow is an attachment of a case as its page lists it.
type handFileRow struct {
	Title, Kind, Size string
	// Name is the file's on the link, by which it is opened.
	Name         string
	State, Class string
	Open         bool
}

// handFileRows lists the attachments of a letter.
func (p *pages) handFileRows(v visit, h *ledger.HandUp, files []letter.File) (rows []handFileRow, err error) {
	var states []fileState
	err = p.s.led.View(v.r.Context(), func(r ledger.Reader) (err error) { states, err = p.s.fileStates(r, h, files); return err })
	for i, state := range states {
		f := &files[i]
		rows = append(rows, handFileRow{
			Title: f.Title, Kind: mediaNames(f.Media), Size: sizeName(int64(f.Size)), Name: f.Name,
			State: fileStateNames(state), Class: fileStateClasses[state], Open: state == fileHere,
		})
	}
	return rows, err
}

var fileStateClasses = map[fileState]string{fileHere: "good", fileAway: "wait", fileOld: "bad", fileNewer: "wait", fileBad: "bad", fileErased: "off"}

// openHandUpFile shows an attachment of a case handed up: a picture in its place, anything
// else as a file to keep. It takes a form, because it leaves a line in the audit trail.
func (p *pages) openHandUpFile(v visit) {
	village, id, ok := readHandUpKey(v.r.FormValue("case"))
	if !ok {
		p.message(v, http.StatusNotFound, "没有这个移送案件。")
		return
	}
	c, err := p.s.openHandFile(v.r.Context(), v.account.Name, village, id, v.r.FormValue("file"))
	switch state, known := stateOf(err); {
	case errors.Is(err, data.ErrNotFound):
		p.message(v, http.StatusNotFound, "没有这个附件。")
	case errors.Is(err, letter.ErrKey):
		p.message(v, http.StatusConflict, "这个案件是用镇街以前的密钥封装的，现在的密钥打不开。请退回，让村里重新移送。")
	case !known:
		p.broken(v, err)
	case err != nil:
		p.message(v, http.StatusConflict, fileProblems(state))
	default:
		defer c.Close()
		p.showHandFile(v, c)
	}
}

// fileAlone is the policy of a file that a village sent: whatever it is, it runs nothing, loads
// nothing and stands in no frame. The style is the browser's own around a picture.
const fileAlone = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

// showHandFile sends a file that was checked.
func (p *pages) showHandFile(v visit, c *handFileContent) {
	from, err := c.reader()
	if err != nil {
		p.broken(v, err)
		return
	}
	how, head := "attachment", v.w.Header()
	if c.Media.Picture() {
		how = "inline"
	}
	head.Set("Content-Security-Policy", fileAlone)
	head.Set("Content-Type", string(c.Media))
	head.Set("Content-Length", strconv.Itoa(c.Size))
	head.Set("Content-Disposition", how+"; filename*=UTF-8''"+url.PathEscape(fileTitle(&c.File)))
	limit := time.Now().Add(p.s.limits.bodyTime(int64(c.Size))) // as a message of the same size has
	_ = http.NewResponseController(v.w).SetWriteDeadline(limit)
	if _, err := io.Copy(v.w, from); err != nil {
		p.s.log.Info("file not sent whole", "route", v.route.pattern, "kind", fmt.Sprintf("%T", err)) // the error holds an address
	}
}

// fileTitle is what a file is called on the disk: its title, and an ending by what it is.
func fileTitle(f *letter.File) string {
	title := strings.TrimSuffix(f.Title, path.Ext(f.Title))
	if title == "" {
		title = "附件"
	}
	return title + f.Media.Extension()
}
