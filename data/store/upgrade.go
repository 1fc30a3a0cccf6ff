package store

import "woshou/data"

// upgrade makes a file of version 1 one of this version: the digest of the snapshots
// stands apart, the record has a name, and the header says so to older programs.
func (t *txn) upgrade() error {
	err := t.bucket(bucketCases).ForEach(func(k, v []byte) error {
		t.cp.Cases.add(bucketCases, k, v)
		t.st.Content.remove(bucketCases, k, v)
		return nil
	})
	if err != nil {
		return err
	}
	t.st.Format = FormatVersion
	meta := t.bucket(bucketMeta)
	h, err := decodeHeader(meta.Get(keyHeader))
	if err != nil {
		return err
	}
	if err := meta.Put(keyRecord, randomBytes(len(recordID{}))); err != nil {
		return err
	}
	return meta.Put(keyHeader, h.encode())
}

// record returns the record's name, which its journal bears too.
func (t *txn) record() (id recordID) {
	copy(id[:], t.bucket(bucketMeta).Get(keyRecord))
	return id
}

// outdated returns the cases that a newer program than the one that folded them may fold
// otherwise, if this is one; all cases where an older program wrote after a newer one.
func (t *txn) outdated(found *content) []data.CaseID {
	if t.cp.Known < t.cp.Fold && t.cp.Fold >= foldKnown {
		out := []data.CaseID{data.CommitteeID}
		for _, it := range found.items {
			out = append(out, it.row.ID)
		}
		return out
	}
	if t.cp.Fold >= data.FoldVersion {
		return nil
	}
	return append(found.older, data.CommitteeID)
}

// foldKnown is the first data.FoldVersion whose programs say that they wrote.
const foldKnown = 3
