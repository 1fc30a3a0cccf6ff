package letter

import (
	"fmt"

	"filippo.io/age"

	"woshou/data"
)

// Sealed is the first byte of an event's body that is an answer: it names the algorithm,
// as the first byte of every body does.
const Sealed = 2

// SealAnswer returns a body of an event that only the recipient can open. The error wraps
// data.ErrDamaged when it says more than an answer may, or the recipient is none.
func SealAnswer(to string, body data.Body) ([]byte, error) {
	if err := body.CheckAnswer(); err != nil {
		return nil, err
	}
	plain, err := body.Encode()
	if err != nil {
		return nil, fmt.Errorf("write answer: %w", err)
	}
	sealed, err := encrypt(to, plain)
	return append([]byte{Sealed}, sealed...), err
}

// OpenAnswer opens a body that SealAnswer made. The error wraps ErrKey when it was
// sealed to another key, and data.ErrDamaged for what is no answer.
func OpenAnswer(b []byte, key age.Identity) (data.Body, error) {
	if len(b) == 0 || b[0] != Sealed {
		return data.Body{}, fmt.Errorf("answer: %w", data.ErrDamaged)
	}
	plain, err := decrypt(b[1:], key)
	if err != nil {
		return data.Body{}, err
	}
	body, err := data.DecodeBody(plain)
	if err == nil {
		err = body.CheckAnswer()
	}
	if err != nil {
		return data.Body{}, err
	}
	return body, nil
}
