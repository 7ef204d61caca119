"""Prints Rowan's types in gdb: `source …/rowan_gdb.py`, or by itself where gdb trusts the folder it is installed in.

Nothing here calls a function of the program: what is shown is read from memory, also from a core file.
"""

import re

import gdb
import gdb.printing

MOST_RECORDS = 200
FIRST_CHUNK, CHUNK = 16, 256  # as in RecordSet
HAS_KEY = 2  # HandleBase::present


def bytes_at(value, size):
    return bytes(gdb.selected_inferior().read_memory(int(value.address), size))


def std_vector(value):
    begin, end = value["_M_impl"]["_M_start"], value["_M_impl"]["_M_finish"]
    return [begin[i] for i in range(int(end - begin))]


def template_argument(value, number=0):
    return value.type.strip_typedefs().template_argument(number)


def record_in(block, row, model):
    """The record of a block's row, as a `model`."""
    rest = block["rest_"]
    return (rest["records"] + int(row) * int(rest["stride"])).cast(model.pointer()).dereference()


class Text:
    """A type that is shown as one text."""

    def __init__(self, value):
        self.value = value


class Decimal(Text):
    def to_string(self):
        coefficient = int.from_bytes(bytes_at(self.value["coefficient_"], 16), "little", signed=True)
        scale = int(self.value["scale_"])
        digits = str(abs(coefficient)).rjust(scale + 1, "0")
        text = digits[: len(digits) - scale] + ("." + digits[len(digits) - scale :] if scale else "")
        return "-" + text if coefficient < 0 else text


class Uuid(Text):
    def to_string(self):
        digits = bytes_at(self.value["bytes_"], 16).hex()
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


class Json(Text):
    def to_string(self):
        return self.value["text_"]


class Value(Text):
    """NULL, or what it holds."""

    def to_string(self):
        index = int(self.value["storage_"]["_M_index"])
        if index == 0:
            return "NULL"
        held = self.value["storage_"].type.strip_typedefs().template_argument(index)
        return self.value["storage_"].address.cast(held.pointer()).dereference().format_string()


class Record:
    """The members, without what the library keeps beside them."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        return self.value.type.strip_typedefs().name

    def children(self):
        for field in self.value.type.strip_typedefs().fields():
            if not field.is_base_class and hasattr(field, "bitpos"):
                yield field.name, self.value[field]


class Records:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        size = int(self.value["size_"])
        return f"{size} {template_argument(self.value)}" + ("" if size == 1 else "s")

    def children(self):
        model = template_argument(self.value)
        blocks = std_vector(self.value["blocks_"])
        for i in range(min(int(self.value["size_"]), MOST_RECORDS)):
            chunk = 0 if i < FIRST_CHUNK else i // CHUNK + 1
            start = 0 if chunk == 0 else FIRST_CHUNK if chunk == 1 else (chunk - 1) * CHUNK
            yield f"[{i}]", record_in(blocks[chunk], i - start, model)

    def display_hint(self):
        return "array"


class ToMany:
    """HasMany, ManyToMany, HasOne: what is loaded."""

    def __init__(self, value):
        self.value = value
        self.list = value["list_"]

    def to_string(self):
        if not self.list:
            return "not loaded"
        size = len(std_vector(self.list["items"]))
        return f"{size} {template_argument(self.value)}" + ("" if self.list["complete"] else ", added and not loaded")

    def children(self):
        if not self.list:
            return
        for i, slot in enumerate(std_vector(self.list["items"])[:MOST_RECORDS]):
            yield f"[{i}]", record_in(slot["block"], slot["row"], template_argument(self.value))

    def display_hint(self):
        return "array"


class BelongsTo(Text):
    """The key; the target is shown by `print *record.author.target_->self` where it is loaded."""

    def to_string(self):
        loaded = " (loaded)" if self.value["target_"] else ""
        if not int(self.value["flags_"]) & HAS_KEY:
            return "NULL" + loaded
        return self.value["key_value"].format_string() + loaded


class Relation(Text):
    def to_string(self):
        query = self.value["query_"]
        parts = []
        if query["where"]["node_"]:
            parts.append("where …")
        orders = len(std_vector(query["order"]))
        if orders:
            parts.append(f"{orders} orders" if orders > 1 else "ordered")
        return f"Relation of {template_argument(self.value)}" + (": " if parts else "") + ", ".join(parts)


PRINTERS = {
    "Decimal": Decimal,
    "Uuid": Uuid,
    "Json": Json,
    "Value": Value,
    "Records": Records,
    "Relation": Relation,
    "HasMany": ToMany,
    "ManyToMany": ToMany,
    "HasOne": ToMany,
    "BelongsTo": BelongsTo,
}


def is_model(kind):
    return kind.code == gdb.TYPE_CODE_STRUCT and any(
        field.is_base_class and field.name.startswith("rowan::Model<") for field in kind.fields())


class Rowan(gdb.printing.PrettyPrinter):
    def __init__(self):
        super().__init__("rowan")

    def __call__(self, value):
        kind = value.type.strip_typedefs()
        if kind.code != gdb.TYPE_CODE_STRUCT or kind.name is None:
            return None
        name = re.match(r"rowan::(\w+)(<|$)", kind.name)
        if name and name[1] in PRINTERS:
            return PRINTERS[name[1]](value)
        return Record(value) if is_model(kind) else None


gdb.printing.register_pretty_printer(gdb.current_objfile(), Rowan(), replace=True)
