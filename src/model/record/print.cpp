// Records, results and relations as text, for logs and tests.
#include <ostream>
#include <sstream>

#include "model/record/key.hpp"
#include "model/record/partial.hpp"
#include "model/record/resolve.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/printed.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/model/save_all.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

constexpr std::size_t most_records = 32;  // GoogleTest's limit for containers
template <class T>
std::string text_through_stream(const T& value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

constexpr std::string_view filtered = "[filtered]";

}  // namespace

std::string ModelBase::inspect() const {
  const ModelInfo& model = model_info();
  if (is_moved_from()) return model.name + "(moved from)";
  std::string text = model.name + "(";
  for (const AttributeInfo& attribute : model.attributes) {
    if (&attribute != &model.attributes.front()) text += ", ";
    text += attribute.name + ": ";
    if (is_missing(slot_, attribute))
      text += "(not loaded)";
    else if (attribute.secret)
      text += filtered;
    else
      text += rowan::inspect(attribute.ops->get(static_cast<const std::byte*>(object()) + attribute.offset));
  }
  return text + ")";
}

std::ostream& operator<<(std::ostream& out, const ModelBase& record) { return out << record.ModelBase::inspect(); }

bool ModelBase::same_row(const ModelBase& other) const {
  if (this == &other) return true;
  if (info_ != other.info_ || slot_ == nullptr || other.slot_ == nullptr) return false;
  if (slot_->lifecycle == Lifecycle::fresh || other.slot_->lifecycle == Lifecycle::fresh) return false;
  const DatabaseRef &here = slot_->block->database, &there = other.slot_->block->database;
  if (slot_key(*slot_) != slot_key(*other.slot_)) return false;
  return here.get() == there.get() || (here && there && are_one(*here, *there));
}

std::ostream& operator<<(std::ostream& out, const Change& change) {
  out << change.attribute << ": ";
  if (change.secret) return out << filtered;
  return out << (change.before ? inspect(*change.before) : "?") << " -> " << inspect(change.after);
}

std::string SaveResult::to_string() const {
  if (*this) return "saved";
  return errors_.empty() ? "a before-callback returned false" : errors_.to_string();
}

std::ostream& operator<<(std::ostream& out, const SaveResult& result) { return out << result.to_string(); }

std::ostream& operator<<(std::ostream& out, const SaveAllResult& result) {
  return out << (result ? "all saved" : result.to_string());
}

std::ostream& operator<<(std::ostream& out, const RecordSet& set) {
  out << '[';
  for (std::size_t i = 0; i < set.size() && i < most_records; ++i) {
    const std::size_t chunk = RecordSet::chunk_of(i);
    const auto row = static_cast<std::uint32_t>(i - RecordSet::chunk_start(chunk));
    out << (i == 0 ? "" : ", ") << *set.blocks()[chunk]->record(row);
  }
  if (set.size() > most_records) out << ", and " << set.size() - most_records << " more";
  return out << ']';
}

std::ostream& operator<<(std::ostream& out, const RelationBase& relation) {
  detail::print(relation, out);
  return out;
}

std::string detail::text_of(const RecordSet& set) { return text_through_stream(set); }
std::string detail::text_of(const RelationBase& relation) { return text_through_stream(relation); }
std::string detail::text_of(const Change& change) { return text_through_stream(change); }
std::string detail::text_of(const AttributeError& error) { return text_through_stream(error); }

void detail::print(const RelationBase& relation, std::ostream& out) {
  try {
    out << relation.to_sql();
  } catch (const Error& error) {
    out << "a relation that can't be run: " << error.what();
  }
}

}  // namespace rowan
