package township

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

	"filippo.io/age"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// ErrStickOther says that a file by stick was sealed to another township, or is none that
// villages write.
var ErrStickOther = errors.New("the file was sealed to another township")

// StickReport is what a file by stick brought.
type StickReport struct {
	// Enrolled says that the file asked to take its computer for the village, no more.
	Enrolled      bool
	Village, Area string
	Device        data.DeviceID
	// Requests were in the file. Events are new in the stream, Files came along and are
	// whole here; Back are the events and Given the files in the answer.
	Requests, Events, Files, Back, Given int
	Reason                               wire.Code
}

// Words says in plain words what became of a file of which not everything was taken: what
// happened, what is safe, what to do. It is empty when there is nothing to say.
func (r *StickReport) Words() string {
	return stickReasons[r.Reason]
}

var stickReasons = map[wire.Code]string{
	wire.CodeFork: "这台电脑的记录和镇街留存的走了两条路，可能是村里恢复过备份，或者文件被复制到了别的电脑。对不上的记录另外存放着，还没有计入统计；两边的内容都保留，没有丢失。" +
		"请把回执存回优盘，在村里的电脑上收下，再写一次优盘带来，会自动接上；反复出现时，请核对是不是有两台电脑用着同一份数据。",
	wire.CodeGap: "镇街还缺这台电脑前面的记录，可能是服务器恢复过备份。这一次的新记录还没有收下，都在村里的电脑上，没有丢失。" +
		"请把回执存回优盘，在村里的电脑上收下，再写一次优盘带来，会自动补齐。",
	wire.CodeRewound: "镇街留有这台电脑更新的记录，可能是村里恢复过备份。没有丢失。" +
		"请把回执存回优盘，在村里的电脑上收下，再写一次优盘带来，会自动取回。",
	wire.CodeRevoked: "这台电脑已被镇街停用。这一次的记录没有计入统计，另外存放着；以前收下的不受影响，记录也都还在那台电脑上。" +
		"请问清优盘是谁送来的：要恢复使用，就在“电脑接入”给这个村重新生成接入码，接入以后再写一次优盘；不是村里在用的电脑，请不要再收它的优盘。",
}

// Stick takes in a file that a village's computer wrote for a stick, as if its requests had
// come over the line, and writes the answer file to out: what is acknowledged, and the
// stream from the device's cursor to its end. Nothing is taken from a file that is not
// whole. Who brought it stands in the audit trail. The error wraps ErrStickOther,
// wire.ErrForeign, data.ErrDamaged, data.ErrNewer, wire.ErrUnknownDevice, wire.ErrSignature,
// or is the ledger's or out's. A file that asks to be taken for a village is answered by the
// code in it.
func (s *Server) Stick(ctx context.Context, who string, in io.ReadSeeker, out io.Writer) (StickReport, error) {
	report, err := s.takeStick(ctx, in, out)
	if err == nil {
		err = s.update(ctx, func(tx ledger.Tx) error { return s.note(tx, who, actStick, report.Area) })
	}
	if err != nil {
		return report, fmt.Errorf("file by stick: %w", err)
	}
	return report, nil
}

func (s *Server) takeStick(ctx context.Context, in io.ReadSeeker, out io.Writer) (StickReport, error) {
	asks, err := wire.OpenStick(in, wire.StickEnrol)
	if err == nil {
		return s.enrolStick(ctx, asks, out)
	}
	k := &stick{s: s, ctx: ctx}
	if _, err = in.Seek(0, io.SeekStart); err == nil {
		err = k.each(in, func([]byte) error { return nil }) // it is whole
	}
	if err == nil {
		_, err = in.Seek(0, io.SeekStart)
	}
	if err == nil {
		err = k.each(in, k.request)
	}
	if err == nil && k.last == nil {
		err = data.ErrDamaged
	}
	if err == nil {
		err = k.answer(out)
	}
	return k.report, err
}

// Recipient returns the township's public key (age, X25519), to which villages seal.
func (s *Server) Recipient() string { return s.seal.recipient }

// stick is one file being taken in.
type stick struct {
	s   *Server
	ctx context.Context
	// first is the first request, last the last one and turn what it did; key signed them.
	first, last *wire.Request
	key         ed25519.PublicKey
	turn        *turn
	// taken are the files that are whole here now, wanted those asked for.
	taken, wanted []wire.FilePiece
	report        StickReport
}

// each opens the file and hands over its messages.
func (k *stick) each(in io.Reader, do func([]byte) error) error {
	plain, err := age.Decrypt(bufio.NewReader(in), k.s.seal.identity)
	var other *age.NoIdentityMatchError
	switch {
	case errors.As(err, &other):
		return ErrStickOther
	case err != nil:
		return wire.ErrForeign
	}
	r, err := wire.OpenStick(plain, wire.StickUp)
	for err == nil {
		var item []byte
		if item, err = r.Next(); err == nil {
			err = do(item)
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// request does what a request asks; after one that shows a fork or a gap the rest waits for
// the next file.
func (k *stick) request(body []byte) error {
	k.report.Requests++
	if k.report.Reason != "" {
		return nil
	}
	req, key, err := k.s.verify(k.ctx, body)
	if err != nil {
		return err
	}
	if k.first == nil {
		k.first, k.key, k.report.Device = req, key, req.Device
	} else if k.first.Device != req.Device {
		return fmt.Errorf("requests of two computers: %w", data.ErrDamaged)
	}
	k.last = req
	k.wanted = append(k.wanted, req.Wanted...)
	req.Wanted = nil
	if k.turn, err = k.s.answer(k.ctx, k.key, req); err != nil {
		return err
	}
	k.report.Village, k.report.Area = k.turn.village.Name, k.turn.village.Area
	k.report.Events += int(k.turn.village.GSN - k.turn.start)
	k.report.Reason = k.turn.resp.Reason
	for i, p := range k.turn.resp.Taken {
		if p.Whole() && !slices.ContainsFunc(k.taken, func(t wire.FilePiece) bool { return t.Name == p.Name }) {
			k.taken = append(k.taken, p)
			if len(req.Sent[i].Bytes) > 0 {
				k.report.Files++
			}
		}
	}
	return nil
}

// answer writes the file that goes back.
func (k *stick) answer(out io.Writer) error {
	to, err := age.ParseX25519Recipient(k.first.Recipient)
	if err != nil {
		return fmt.Errorf("recipient of the answer: %w", data.ErrDamaged)
	}
	sealed, err := age.Encrypt(out, to)
	if err != nil {
		return err
	}
	w, err := wire.NewStick(sealed, wire.StickDown)
	if err != nil {
		return err
	}
	head := wire.StickHead{Device: k.first.Device, Server: k.first.Server, GSN: k.first.GSN, Authority: k.s.ca.cert.RawSubjectPublicKeyInfo}
	if err := w.Put(head.Encode()); err != nil {
		return err
	}
	if err := k.stream(w); err != nil {
		return err
	}
	if err := k.files(w); err != nil {
		return err
	}
	if err := w.End(k.s.ca.vouch); err != nil {
		return err
	}
	return sealed.Close()
}

// stream writes the stream from the device's cursor to its end.
func (k *stick) stream(w *wire.StickWriter) error {
	for {
		resp := k.turn.resp
		k.report.Back += len(resp.Pull)
		resp.Taken, resp.Given = nil, nil
		if err := k.put(w, &resp); err != nil || resp.Reason != "" || !resp.More {
			return err
		}
		next := *k.last
		next.Push, next.Keys, next.Sent, next.Want = nil, nil, nil, wire.MaxPull
		next.Server, next.GSN, next.Stream = resp.Server, resp.NextGSN, resp.Stream
		var err error
		if k.turn, err = k.s.answer(k.ctx, k.key, &next); err != nil {
			return err
		}
	}
}

// files writes which files the township has, and those that the device wants.
func (k *stick) files(w *wire.StickWriter) error {
	if k.report.Reason != "" {
		return nil
	}
	base := k.turn.resp
	base.Pull, base.Keys, base.Newest, base.Taken, base.Given = nil, nil, nil, nil, nil
	for part := range slices.Chunk(k.taken, wire.MaxFilePieces) {
		resp := base
		resp.Taken = part
		if err := k.put(w, &resp); err != nil {
			return err
		}
	}
	for _, p := range k.wanted {
		for whole := false; !whole; {
			next := *k.last
			next.Push, next.Keys, next.Sent, next.Want = nil, nil, nil, wire.MaxPull
			next.Server, next.GSN, next.Stream = base.Server, base.NextGSN, base.Stream
			next.Wanted = []wire.FilePiece{p}
			turn, err := k.s.answer(k.ctx, k.key, &next)
			if err != nil {
				return err
			}
			if len(turn.resp.Given) == 0 || len(turn.resp.Given[0].Bytes) == 0 {
				break // it is not here, or more came into the stream meanwhile
			}
			resp := base
			resp.Given = turn.resp.Given
			if err := k.put(w, &resp); err != nil {
				return err
			}
			got := resp.Given[0]
			p.Sum, p.Size, p.Offset = got.Sum, got.Size, got.Offset+uint64(len(got.Bytes))
			if whole = p.Offset == p.Size; whole {
				k.report.Given++
			}
		}
	}
	return nil
}

func (k *stick) put(w *wire.StickWriter, resp *wire.Response) error {
	resp.Proto, resp.Echo, resp.Now = wire.Proto, k.first.Echo, k.s.now().Unix()
	b, err := resp.Encode()
	if err != nil {
		return err
	}
	return w.Put(b)
}

// vouch signs the sum of an answer that goes by stick.
func (a *authority) vouch(sum data.Hash) ([]byte, error) {
	digest := sha256.Sum256(append([]byte(wire.StickVouch), sum[:]...))
	return ecdsa.SignASN1(rand.Reader, a.key, digest[:])
}

// StickWords says in plain words why a file by stick was not taken.
func StickWords(err error) string {
	switch {
	case isFull(err):
		return "服务器的磁盘满了，这个文件没有全部收下，优盘上的文件没有变。请清理磁盘后再收一次；收过的不会重复。"
	case errors.Is(err, wire.ErrBusy):
		return "这个村（社区）近来报来的记录太多，服务器暂不再收，这个文件没有全部收下，优盘上的文件没有变。请明天再收一次，收过的不会重复；并核对这个村的电脑是否正常。"
	case errors.Is(err, ErrStickOther):
		return "这个文件不是写给本镇街的，没有收下任何内容。请核对是哪个镇街的优盘。"
	case errors.Is(err, wire.ErrUnknownDevice):
		return "写这个文件的电脑没有接入本镇街，没有收下任何内容。请先为它生成接入码。"
	case errors.Is(err, wire.ErrUnknownCode), errors.Is(err, wire.ErrTries):
		return "文件里的接入码不是本镇街给优盘接入的接入码，或者写的不是这个村，没有接入。请重新生成“优盘接入”的接入码。"
	case errors.Is(err, wire.ErrExpired):
		return "文件里的接入码已过期，没有接入。请重新生成接入码，让村里再写一次优盘。"
	case errors.Is(err, wire.ErrUsed):
		return "文件里的接入码已经给另一台电脑用过，没有接入。每台电脑要有自己的接入码。"
	case errors.Is(err, data.ErrNewer):
		return "这个文件由更新的程序写成，没有收下任何内容。请更新镇街的程序。"
	case errors.Is(err, data.ErrDamaged), errors.Is(err, wire.ErrSignature):
		return "这个文件不完整或者被改动过，没有收下任何内容。请在村里的电脑上重新写一次优盘。"
	case errors.Is(err, wire.ErrForeign), errors.Is(err, wire.ErrTooLarge):
		return "这不是村里写给镇街的交换文件。请选扩展名为“" + StickUpExtension + "”的文件。"
	}
	return "处理没有完成，优盘上的文件没有变。请再试一次。（" + err.Error() + "）"
}

// What the files are called: from the village to the township, and back.
const (
	StickUpExtension   = wire.StickUpExtension
	StickDownExtension = wire.StickDownExtension
)
