ROWAN_DETAIL_ERROR(SilentError, Error)
