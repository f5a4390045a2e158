package io.github.secretscache.client.testing

import com.fasterxml.jackson.module.kotlin.jacksonObjectMapper
import io.github.secretscache.client.JsonDecoder
import io.github.secretscache.client.SecretsCacheClient
import java.sql.SQLException

private val mapper = jacksonObjectMapper()
val kotlinDecoder = JsonDecoder { json, type -> mapper.readValue(json, type) }

fun secretsClient(): SecretsCacheClient = SecretsCacheClient.builder().jsonDecoder(kotlinDecoder).build()

inline fun <reified T : Any, R> SecretsCacheClient.using(
    name: String,
    noinline isAuthFailure: (Exception) -> Boolean,
    noinline action: (T) -> R,
): R = useSecret<T, R, Exception>(name, T::class.java, { action(it) }, { isAuthFailure(it) })

data class Login(val username: String, val password: String)

fun logIn(secrets: SecretsCacheClient, connect: (Login) -> String): String =
    secrets.using("prod/db", { it is SQLException && it.sqlState == "28P01" }) { login: Login -> connect(login) }
