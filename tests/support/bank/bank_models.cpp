#include "support/bank/bank_models.hpp"

ROWAN_REGISTER_MODEL(bank::Account)
ROWAN_REGISTER_MODEL(bank::Transfer)
ROWAN_REGISTER_MODEL(bank::Counter)
