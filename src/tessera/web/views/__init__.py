"""What each page needs, as plain frozen values: the contract between the edge and the templates.

An edge fills one of these and renders the template named in its docstring with
`render(template, shell=…, view=…, csrf_input=…)`. Nothing here reads a database, a clock or a
request. Texts are shown as they are (already in the reader's language where they are ours to
translate); money is `Money`; instants are aware, beside the IANA name of the venue's timezone;
every `url` is a path of this site.
"""
