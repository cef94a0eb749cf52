"""Makes a page with libraries that are opened by their names."""

import weasyprint

page = weasyprint.HTML(string="<p>Good day").write_pdf()
print(page[:5].decode(), len(page) > 1000)
