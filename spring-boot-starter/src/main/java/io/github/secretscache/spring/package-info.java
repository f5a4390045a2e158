/**
 * Secrets Cache in Spring Boot 3.5 and 4: {@code spring.config.import=secrets-cache:…} and a {@code SecretsCacheClient}
 * bean. Applications do not call anything here; Spring Boot finds it.
 */
@NullMarked
package io.github.secretscache.spring;

import org.jspecify.annotations.NullMarked;
