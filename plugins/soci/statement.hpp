// The plain path: a prepared statement of SOCI behind the library's interface.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend.hpp"
#include "column.hpp"
#include "parameter.hpp"
#include "rowan/connection/cell_statement.hpp"

namespace rowan::soci_path {

/// See `rowan::Statement` for the contract. Values cross as text, but integers, reals and blobs: every backend takes
/// text for the other types, and text loses nothing.
class SociStatement final : public CellStatement {
 public:
  SociStatement(Backend& backend, std::string_view sql);
  ~SociStatement() override;
  SociStatement(const SociStatement&) = delete;
  SociStatement& operator=(const SociStatement&) = delete;

  bool step() override;
  std::uint64_t run() override;
  void reset() noexcept override;
  [[nodiscard]] int column_count() override;
  [[nodiscard]] std::string_view column_name(int column) override;
  [[nodiscard]] std::string_view sql() const override { return sql_; }

  [[nodiscard]] Cell cell(int column) override;
  [[nodiscard]] bool is_null(int column) override;
  using CellStatement::read;
  bool read(int column, Bytes& out) override;
  bool read_list(int column, TypeKind element, std::vector<Value>& out) override;
  [[nodiscard]] Value value(int column) override;

  void keep_parameter_types() override { raw_ = true; }
  void bind(int index, const Cell& value) override;
  void write_list(int index, TypeKind element, std::span<const Value> values) override;

 private:
  std::vector<Value> elements(int column, TypeKind element, bool for_an_attribute);
  enum class State : std::uint8_t { ready, on_row, finished, failed };

  ::soci::statement& prepared();
  void bind();
  bool execute();
  void finish() noexcept;
  template <class Work>
  auto guarded(Work&& work);
  Parameter& parameter(int index);
  Column& column_at(int column);
  void require_blobs() const;
  void bind_columns();
  [[nodiscard]] Cell text_cell(int index);
  [[nodiscard]] std::string_view blob_of(Column& column);
  [[nodiscard]] std::string checked_unsigned(const Cell& value) const;
  void bind_bytes(Parameter& to, std::string_view bytes);

  Backend& backend_;
  std::string sql_;
  std::unique_ptr<::soci::statement> statement_;  ///< null after a failure, until it is needed again
  std::vector<std::unique_ptr<Parameter>> unbound_;
  std::vector<Parameter*> parameters_;  ///< owned by `unbound_`, then by `statement_`
  bool bound_ = false;
  std::optional<std::size_t> takes_;  ///< how many parameters, where that is known
  Columns columns_;
  std::vector<std::string> names_;
  std::string blob_;  ///< the last one read
  bool raw_ = false;  ///< of the user's SQL, where a value may be meant to be converted
  State state_ = State::ready;
};

}  // namespace rowan::soci_path
