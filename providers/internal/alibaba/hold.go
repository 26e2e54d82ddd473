package alibaba

// held is an error whose kind nobody sees.
type held struct{ err error }

func (h held) Error() string { return h.err.Error() }

// Hold hides what kind an error is. [paging.Lists] takes not_found for a list
// that is gone and goes on with the next one. That is right only where the
// service really has lost the list: a proxy's 404 would otherwise read as an
// empty account.
func Hold(err error) error {
	if err == nil {
		return nil
	}
	return held{err}
}

// Release gives back the error that Hold has hidden, and any other as it is.
func Release(err error) error {
	if h, ok := err.(held); ok {
		return h.err
	}
	return err
}
