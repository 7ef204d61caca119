#include "rowan/model/audit.hpp"

#include <fmt/format.h>

#include "core/json_text.hpp"
#include "core/stable_hash.hpp"
#include "model/record/key.hpp"
#include "model/record/lifecycle.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

class Auditor final : public ChangeListener {
 public:
  Auditor(detail::SaveEntry save, Actor actor) : save_(std::move(save)), actor_(std::move(actor)) {}
  void after(const RowChange& change) override { save_(change, actor_); }

 private:
  detail::SaveEntry save_;
  Actor actor_;
};

// Where the code point of that number begins, or the end.
std::size_t place_of_code_point(std::string_view text, std::size_t number) {
  std::size_t at = 0;
  for (std::size_t seen = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (begins && seen++ == number) break;
  }
  return at;
}

// What the column takes. Of a longer key the beginning is for people to read; the hash tells it from others.
std::string cut_to_column(std::string text) {
  if (place_of_code_point(text, AuditEntry::longest_row) == text.size()) return text;
  StableHash hash;
  hash.add(text);
  const std::string end = fmt::format("~{:016x}", hash.value());
  return text.substr(0, place_of_code_point(text, AuditEntry::longest_row - end.size())) + end;
}

std::string text_of_key(const std::vector<Value>& parts) {
  std::string text;
  for (const Value& part : parts) {
    text += text.empty() ? "" : ", ";
    for (const char c : part.to_string()) {
      if (parts.size() > 1 && (c == ',' || c == '\\')) text += '\\';  // else two keys could read the same
      text += c;
    }
  }
  return cut_to_column(std::move(text));
}

std::string shown(const Change& change, const Value& value) {
  if (change.secret) return R"("[filtered]")";
  try {
    return json_of_known(value);
  } catch (const InvalidValue&) {
    return R"("[no JSON]")";  // such as a text that is no UTF-8: the write itself is good
  }
}

std::string json_of_change(const Change& change, Operation operation) {
  std::string from, to;
  if (operation == Operation::destroy || operation == Operation::update)
    from = change.before ? "\"from\":" + shown(change, *change.before) : "";
  if (operation != Operation::destroy) to = "\"to\":" + shown(change, change.after);
  return "{" + from + (from.empty() || to.empty() ? "" : ",") + to + "}";
}

Json json_of_changes(const RowChange& change) {
  if (change.changes.empty()) return Json(R"({"rows":)" + std::to_string(change.rows) + "}");
  std::string json;
  for (const Change& each : change.changes)
    json += (json.empty() ? "{" : ",") + json_of_known(Value(each.attribute)) + ":" +
            json_of_change(each, change.operation);
  return Json(json + "}");
}

}  // namespace

std::shared_ptr<ChangeListener> detail::make_auditor(SaveEntry save, Actor actor) {
  return std::make_shared<Auditor>(std::move(save), std::move(actor));
}

void detail::describe_change(AuditEntry& entry, const RowChange& change, const Actor& actor) {
  entry.operation = to_string(change.operation);
  entry.model = change.model.qualified_name;
  entry.row = text_of_key(change.key);
  entry.what = json_of_changes(change);
  if (actor) entry.actor = actor();
  entry.at = now();
}

void detail::save_entry(ModelBase& entry, const RowChange& change) {
  if (entry.model_info().database_name.empty())
    entry.save_or_throw(change.database);
  else
    entry.save_or_throw();
}

std::string detail::audited_row(const ModelBase& record) {
  if (record.slot() == nullptr || record.is_new()) detail::require_row(record, "tell the changes of");
  return text_of_key(key_parts(slot_key(*record.slot()), record.model_info().primary_key));
}

}  // namespace rowan
