// One placeholder of a SOCI statement whose type is known only when it is written.
#pragma once

#include <soci/soci.h>

#include <memory>
#include <span>
#include <string>

namespace rowan::soci_path {

/// SOCI's `use()` fixes the type when the statement is made. This use element takes what is written at each execution.
/// It owns the value, because SOCI reads it when the statement executes. Owned in turn by the SOCI statement.
class Parameter final : public ::soci::details::use_type_base {
 public:
  explicit Parameter(::soci::session& session) : session_(session) {}
  ~Parameter() override { clean_up(); }

  void set_null() { indicator_ = ::soci::i_null; }
  void set(long long value) { integer_ = value, give(&integer_, ::soci::details::x_long_long); }
  void set(double value) { real_ = value, give(&real_, ::soci::details::x_double); }
  void set(std::string value) { text_ = std::move(value), give(&text_, ::soci::details::x_stdstring); }
  void set(std::span<const std::byte> value);

  /// Of a text; 0 of any other value.
  [[nodiscard]] std::size_t bytes() const { return data_ == &text_ && indicator_ == ::soci::i_ok ? text_.size() : 0; }

  void bind(::soci::details::statement_impl& statement, int& position) override;
  /// Used in SOCI's messages only; without one SOCI looks in a list that it does not fill for positions.
  [[nodiscard]] std::string get_name() const override { return "value"; }
  void dump_value(std::ostream&) const override {
  }  // what SOCI would show in error messages: nothing, values are private
  void pre_exec(int number) override { backend_->pre_exec(number); }
  void pre_use() override;
  void post_use(bool got_data) override { backend_->post_use(got_data, &indicator_); }
  void clean_up() override;
  [[nodiscard]] std::size_t size() const override { return 1; }

 private:
  void give(void* data, ::soci::details::exchange_type type);

  ::soci::session& session_;
  ::soci::details::statement_impl* statement_ = nullptr;
  std::unique_ptr<::soci::details::standard_use_type_backend> backend_;
  int position_ = 0;
  std::string text_;
  long long integer_ = 0;
  double real_ = 0;
  std::unique_ptr<::soci::blob> blob_;
  void* data_ = &text_;  ///< what `type_` says
  ::soci::details::exchange_type type_ = ::soci::details::x_stdstring;
  ::soci::details::exchange_type bound_ = ::soci::details::x_stdstring;
  ::soci::indicator indicator_ = ::soci::i_null;
};

}  // namespace rowan::soci_path
