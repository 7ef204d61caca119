#include "column.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "rowan/core/error.hpp"

namespace rowan::soci_path {
namespace {

using namespace ::soci::details;

template <class Integer>
Integer parsed(std::string_view text) {
  Integer number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return number;
  throw InvalidValue(fmt::format("found \"{}\" where an integer was announced", text));
}

}  // namespace

std::optional<TypeKind> AskedColumn::kind() { return backend_->stored_kind(*statement_->get_backend(), index_); }

// The column is not NULL, so the indicator tells nothing new.
void AskedColumn::exchange(Into& into, void* data, exchange_type type) {
  if (into == nullptr) {
    into.reset(statement_->make_into_type_backend());
    int position = index_ + 1;
    into->define_by_pos(position, data, type);
    into->pre_fetch();
  }
  ::soci::indicator indicator = ::soci::i_ok;
  into->post_fetch(true, false, &indicator);
}

const std::string& AskedColumn::text() {
  exchange(text_into_, &text_, x_stdstring);
  return text_;
}

std::int64_t AskedColumn::integer() { return parsed<std::int64_t>(text()); }

std::uint64_t AskedColumn::unsigned_integer() { return parsed<std::uint64_t>(text()); }

double AskedColumn::real() {
  exchange(real_into_, &real_, x_double);
  return real_;
}

::soci::blob& AskedColumn::blob() {
  if (blob_ == nullptr) blob_ = std::make_unique<::soci::blob>(backend_->session());
  exchange(blob_into_, blob_.get(), x_blob);
  return *blob_;
}

BoundColumn::BoundColumn(Backend& backend, TypeKind kind, std::string name)
    : backend_(&backend), kind_(kind), name_(std::move(name)) {
  if (kind == TypeKind::int64) {
    data_ = &integer_, type_ = x_long_long;
  } else if (kind == TypeKind::uint64) {
    data_ = &unsigned_, type_ = x_unsigned_long_long;
  } else if (kind == TypeKind::float64) {
    data_ = &real_, type_ = x_double;
  } else if (kind == TypeKind::bytes && backend.blobs() == Blobs::supported) {
    blob_ = std::make_unique<::soci::blob>(backend.session());
    data_ = blob_.get(), type_ = x_blob;
  }
}

// A column of bytes that the backend can't exchange stays unbound, so that the others of the row can be read.
void BoundColumn::define(statement_impl& statement, int position) {
  if (kind_ == TypeKind::bytes && backend_->blobs() == Blobs::unsupported) return;
  const int index = position - 1;
  into_.reset(statement.make_into_type_backend());
  into_->define_by_pos(position, data_, type_);
  backend_->bound(*statement.get_backend(), index, *into_);
}

void BoundColumn::fetched(bool got_row, bool by_fetch) {
  if (into_ == nullptr) return;
  into_->post_fetch(got_row, by_fetch, &indicator_);
}

void BoundColumn::clean_up() {
  if (into_ == nullptr) return;
  into_->clean_up();
  into_.reset();
}

std::optional<TypeKind> BoundColumn::kind() {
  if (into_ == nullptr) {
    throw Unsupported(fmt::format(
        "the column {} holds bytes, which SOCI can't exchange with this database: leave it out of the model", name_));
  }
  if (indicator_ == ::soci::i_null) return std::nullopt;
  return kind_;
}

// A backend that cuts a text to the size of a buffer does not say so to SOCI.
const std::string& BoundColumn::text() {
  if (indicator_ == ::soci::i_truncated || !backend_->is_whole(*into_, text_)) {
    throw InvalidValue(fmt::format(
        "the value of {} is longer than SOCI can exchange with this database, and would be cut: read a part of it",
        name_));
  }
  return text_;
}

}  // namespace rowan::soci_path
