package township

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"mime"
	"net/http"

	"woshou/sync/wire"
)

// maxStick bounds a file by stick that comes through a page, in bytes; a larger one is
// taken in by the server's program.
const maxStick = 512 << 20

// pathStick is where a clerk brings a file from a stick.
const pathStick = "/stick"

func (p *pages) showStick(v visit) { p.show(v, http.StatusOK, "stick", page{Title: menuStick}) }

// stickBody has a receipt that is not simply saved, because there is something to read first.
type stickBody struct {
	Name    string
	Receipt template.URL
}

// stick takes in a file from a stick and hands back the answer, to be saved on it.
func (p *pages) stick(v visit) {
	file, _, err := v.r.FormFile("file")
	if err != nil {
		p.show(v, http.StatusBadRequest, "stick", page{Title: menuStick, Problem: "请先选优盘上的文件。"})
		return
	}
	defer func() { _ = v.r.MultipartForm.RemoveAll() }()
	defer func() { _ = file.Close() }()
	var answer bytes.Buffer
	report, err := p.s.Stick(v.r.Context(), v.account.Name, file, &answer)
	if err != nil {
		p.s.refuse("stick", err)
		p.show(v, http.StatusBadRequest, "stick", page{Title: menuStick, Problem: StickWords(err)})
		return
	}
	name := report.Village + "-回执" + wire.StickDownExtension
	if report.Enrolled {
		name = report.Village + "-接入回执" + wire.StickDownExtension
	}
	if words := report.Words(); words != "" {
		body := stickBody{name, template.URL(stickType + base64.StdEncoding.EncodeToString(answer.Bytes()))}
		p.show(v, http.StatusOK, "stick", page{Title: menuStick, Problem: report.Village + "：" + words, Body: body})
		return
	}
	v.w.Header().Set("Content-Type", "application/octet-stream")
	v.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, _ = v.w.Write(answer.Bytes()) // it can be asked for again: what came twice has no effect
}

// stickType begins the address of a receipt that is part of its page: nothing of it stays here.
const stickType = "data:application/octet-stream;base64,"
