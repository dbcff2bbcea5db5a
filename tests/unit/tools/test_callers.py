"""Who may call an RPC stands in its comment, made from the access table."""

from mesh.call.access import AccessTable
from tools.callers import rewritten

TEXT = """\
package zhongtai.tea.v1;

service TeaService {
  // Pours tea.
  rpc Pour(PourRequest) returns (PourResponse);

  // Drinks it.
  // Callers: somebody of long ago,
  // over two lines.
  rpc Drink(DrinkRequest) returns (DrinkResponse);
}
"""
SERVICE = "zhongtai.tea.v1.TeaService"
TABLE = AccessTable({f"{SERVICE}/*": ["internal"], f"{SERVICE}/Drink": ["till", "service:tea"]})


def test_the_callers_end_the_comment_and_replace_what_was_there():
    text = rewritten(TEXT, TABLE)
    assert "  // Pours tea.\n  // Callers: internal.\n  rpc Pour(" in text
    assert "  // Drinks it.\n  // Callers: till, service with scope tea.\n  rpc Drink(" in text
    assert "long ago" not in text
    assert "two lines" not in text


def test_what_is_true_is_left_alone():
    text = rewritten(TEXT, TABLE)
    assert rewritten(text, TABLE) == text


def test_the_contract_of_plug_ins_tells_no_callers():
    text = TEXT.replace("zhongtai.tea", "zhongtai.plugin")
    assert rewritten(text, TABLE) == text
