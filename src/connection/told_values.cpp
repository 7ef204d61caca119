#include "connection/told_values.hpp"

#include <string>
#include <utility>
#include <vector>

#include "core/ascii_case.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/reflect/registry.hpp"

namespace rowan {
namespace {

constexpr std::size_t longest_text = 100;  // bytes; a log is for reading

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text.substr(0, longest_text)) {
    const bool control = (c >= 0 && c < ' ') || c == '\x7f';
    out += control ? ' ' : c;
  }
  // A character cut in the middle would spoil the line for readers of UTF-8.
  while (text.size() > longest_text && (out.back() & 0xC0) == 0x80) out.pop_back();
  if (text.size() > longest_text && (out.back() & 0x80) != 0) out.pop_back();
  return out + (text.size() > longest_text ? "…'" : "'");
}

// By column names, so that a value is also hidden in raw SQL, which may spell them in any case, in a join and in a
// filter.
bool names_a_secret(std::string_view sql) {
  try {
    for (const ModelInfo* model : registry().models()) {
      for (const AttributeInfo& attribute : model->attributes) {
        if (attribute.secret && mentions(sql, attribute.column)) return true;
      }
    }
    return false;
  } catch (const MappingError&) {
    return true;  // it is unknown which ones are secret
  }
}

class TellingStatement final : public Statement {
 public:
  explicit TellingStatement(std::unique_ptr<Statement> told) : told_(std::move(told)) {
    hidden_ = names_a_secret(told_->sql());
  }

  void keep_parameter_types() override { told_->keep_parameter_types(); }

  // Parameters
  void write_null(int index, TypeKind kind) override { note(index, "NULL"), told_->write_null(index, kind); }
  void write(int index, bool value) override { write_and_note(index, value); }
  void write(int index, std::int64_t value) override { write_and_note(index, value); }
  void write(int index, std::uint64_t value) override { write_and_note(index, value); }
  void write(int index, double value) override { write_and_note(index, value); }
  void write(int index, const Decimal& value) override { write_and_note(index, value); }
  void write(int index, std::string_view text) override { note(index, in_quotes(text)), told_->write(index, text); }
  void write(int index, std::span<const std::byte> bytes) override {
    note(index, "<" + std::to_string(bytes.size()) + " bytes>");
    told_->write(index, bytes);
  }
  void write(int index, Date value) override { write_and_note(index, value); }
  void write(int index, LocalDateTime value) override { write_and_note(index, value); }
  void write(int index, Instant value) override { write_and_note(index, value); }
  void write(int index, const Uuid& value) override { write_and_note(index, value); }
  void write(int index, const Json& value) override {
    note(index, in_quotes(value.text())), told_->write(index, value);
  }
  void write_list(int index, TypeKind element, std::span<const Value> values) override {
    note(index, "<a list of " + std::to_string(values.size()) + ">");
    told_->write_list(index, element, values);
  }
  void write_integers(int index, std::span<const std::int64_t> values) override {
    note(index, "<a list of " + std::to_string(values.size()) + ">");
    told_->write_integers(index, values);
  }

  // Rows
  bool is_null(int column) override { return told_->is_null(column); }
  bool read(int column, bool& out) override { return told_->read(column, out); }
  bool read(int column, std::int64_t& out) override { return told_->read(column, out); }
  bool read(int column, std::uint64_t& out) override { return told_->read(column, out); }
  bool read(int column, double& out) override { return told_->read(column, out); }
  bool read(int column, Decimal& out) override { return told_->read(column, out); }
  bool read(int column, std::string& out) override { return told_->read(column, out); }
  bool read(int column, Bytes& out) override { return told_->read(column, out); }
  bool read(int column, Date& out) override { return told_->read(column, out); }
  bool read(int column, LocalDateTime& out) override { return told_->read(column, out); }
  bool read(int column, Instant& out) override { return told_->read(column, out); }
  bool read(int column, Uuid& out) override { return told_->read(column, out); }
  bool read(int column, Json& out) override { return told_->read(column, out); }
  bool read(int column, std::string_view& out) override { return told_->read(column, out); }
  bool read_list(int column, TypeKind element, std::vector<Value>& out) override {
    return told_->read_list(column, element, out);
  }
  void read_members(std::span<const MemberStep> steps, void* object, int& column, std::uint64_t* prints) override {
    told_->read_members(steps, object, column, prints);
  }
  Value value(int column) override { return told_->value(column); }

  // Running
  bool step() override { return told_->step(); }
  std::uint64_t run() override { return told_->run(); }
  void end_row() override { told_->end_row(); }
  void reset() noexcept override { told_->reset(); }
  int column_count() override { return told_->column_count(); }
  std::string_view column_name(int column) override { return told_->column_name(column); }
  [[nodiscard]] std::string_view sql() const override { return told_->sql(); }

  [[nodiscard]] std::string bound_values() const override {
    std::string list;
    for (const std::string& value : values_) list += (list.empty() ? "" : ", ") + value;
    return '[' + list + ']';
  }

 private:
  template <class T>
  void write_and_note(int index, const T& value) {
    note(index, Value(value).to_string());
    told_->write(index, value);
  }
  void note(int index, std::string value) {
    const auto at = static_cast<std::size_t>(index);
    if (at >= values_.size()) values_.resize(at + 1);
    values_[at] = hidden_ ? "[hidden]" : std::move(value);
  }

  std::unique_ptr<Statement> told_;
  std::vector<std::string> values_;
  bool hidden_ = false;
};

}  // namespace

std::unique_ptr<Statement> telling_values(std::unique_ptr<Statement> statement) {
  return std::make_unique<TellingStatement>(std::move(statement));
}

}  // namespace rowan
